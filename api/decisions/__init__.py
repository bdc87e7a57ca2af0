"""Who decided what, and why: one append-only chain of signed entries, and each person's rights over what it holds.

Every entry carries the hash of the one before and a signature; what concerns a person is sealed by a key of its own in
another database, so that erasing the key erases the content and the chain still verifies.
"""
