"""The recorder: the state machine of a visit, the loop that runs it, and the actions that carry out its effects."""
