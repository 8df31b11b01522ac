"""The end of a case, or of one film: a durable plan, its steps, and the certificate of what was done."""
