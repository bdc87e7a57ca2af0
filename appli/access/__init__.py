"""Who uses the dashboard: accounts, sessions, an OIDC provider, and the identity that each call to the API is signed with."""
