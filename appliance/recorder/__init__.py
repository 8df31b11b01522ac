"""The recorder: the state machine of a visit, the loop that runs it, and what carries its effects out."""
