"""SCIM 2.0 for identity providers: the protocol is a library's, the people are ours."""
