"""What every error of the control sockets looks like (docs/control.md)."""

import httpx


def refusal(answer: httpx.Response, status: int, code: str, leaves_with: int) -> str:
    """The sentence of an error that is as documented."""
    body = answer.json()
    assert (answer.status_code, body["error"], body["exit"]) == (status, code, leaves_with)
    return sentence(answer)


def sentence(answer: httpx.Response) -> str:
    """The sentence of any error."""
    assert answer.status_code >= 400
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert body.keys() == {"error", "message", "exit"}
    assert body["message"].endswith("."), body
    assert type(body["exit"]) is int
    return str(body["message"])
