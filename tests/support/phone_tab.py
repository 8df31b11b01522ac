"""What a practitioner does on her phone before the film, alike in every browser."""

from tests.support.box_process import Box
from tests.support.desk_process import accessible
from tests.support.page_looks import keep_picture
from tests.support.pairing import press_code
from tests.support.tabs import Tab

SHOWN = """([code, number]) => {
  for (const [name, value] of [["case", code], ["film", number]]) {
    document.querySelector(`[name=${name}][value="${value}"]`).click();
  }
  document.querySelector("main form button").click();
}"""
READ = "() => `${document.querySelector('main').innerText} ${document.querySelector('#question').value}`"
TICK = "() => document.querySelector('[name=filming]:checked') ?? document.querySelector('[name=filming]').click()"


def pair(tab: Tab, box: Box) -> Tab:
    """Another tab as a phone that is paired with the box."""
    phone = tab.open()
    phone.size(390, 844)
    phone.goto(f"{box.await_pages().page}/pair")
    phone.click("main form button")
    phone.wait("[data-code]")
    press_code(box, phone.evaluate("() => document.querySelector('[data-code]').dataset.code"))
    phone.wait("[data-page=visit]")
    return phone


def question_page(phone: Tab, box: Box, code: str, number: int) -> str:
    """Choose the case and its cycle; what the next page says."""
    phone.goto(f"{box.page}/before/case")
    phone.evaluate(SHOWN, [code, str(number)])
    phone.wait("#question")
    return str(phone.evaluate(READ))


def prepare(phone: Tab) -> None:
    """From the question to the end: consent to filming, what is filmed, the camera's view."""
    accessible(phone)
    keep_picture(phone, "phone-question")
    for field in ("[name=filming]", "[name=kind]", "#framing"):
        phone.click("main form button")
        phone.wait(field)
        if field == "[name=filming]":
            phone.evaluate(TICK)
    accessible(phone)
    keep_picture(phone, "phone-camera")
    phone.goto("about:blank")
