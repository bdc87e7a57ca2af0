"""Who may: service tokens and people's signed identities, what each may do, how fast, and a record of who read whom."""
