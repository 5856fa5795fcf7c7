"""A request on the chat page, from the first question to its end: once by mouse, once by keyboard alone."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.chromium import CHROMIUM_MARKS, PATIENCE, chromium, demo

pytestmark = CHROMIUM_MARKS
COMPANY, RELAY, TEAM = 1001, 2001, -3001
ANSWERS = {
    "Le SIRET": "je ne l'ai pas",
    "Le nom de l'entreprise": "Bâti Plus",
    "Qui le relais doit-il demander": "Camille Exemple",
    "Où peut-il vous joindre": "camille@exemple.fr",
    "Dans quelle commune": "Niort",
    "Pour quel marché": "je ne l'ai pas",
    "De quoi avez-vous besoin": "deux maçons pour trois mois",
    "Combien d'heures": "300",
    "Quand commence": "je ne l'ai pas",
}


@pytest.fixture
def page(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """A demo of its own, and a browser on it."""
    with demo(tmp_path_factory.mktemp("demo")) as address, chromium(tmp_path) as browser:
        browser.get(address)
        yield browser


class Hand:
    """Somebody at the page: reads a chat, and acts in one of two ways."""

    def __init__(self, browser: webdriver.Chrome, chat: int) -> None:
        self.browser = browser
        self.section = self.until(lambda: browser.find_element(By.CSS_SELECTOR, f'[data-chat="{chat}"]'))
        self.input = self.role("input")

    def until(self, holds: Callable[[], Any]) -> Any:
        """Wait for something that the page shows."""
        waiting = WebDriverWait(self.browser, PATIENCE, ignored_exceptions=[StaleElementReferenceException])
        return waiting.until(lambda _: holds())  # a message that changes is another element

    def role(self, name: str) -> WebElement:
        """A part of the chat."""
        part: WebElement = self.section.find_element(By.CSS_SELECTOR, f'[data-role="{name}"]')
        return part

    @property
    def last(self) -> str:
        """The last message, without its spaces."""
        shown = "return [...arguments[0].querySelectorAll('.message')].at(-1)?.innerText ?? ''"
        return _plain(self.browser.execute_script(shown, self.section))

    def reads(self, text: str) -> None:
        """Wait for a text anywhere in the chat."""
        self.until(lambda: text in _plain(self.role("messages").text))

    def key(self, label: str) -> WebElement:
        """The last button with a label."""

        def found() -> WebElement | None:
            keys = self.section.find_elements(By.CSS_SELECTOR, ".key")
            return next((key for key in reversed(keys) if _plain(key.text) == label), None)

        key: WebElement = self.until(found)
        return key

    def says(self, text: str) -> None:
        """Write a text."""
        self.input.send_keys(text, Keys.ENTER)

    def fills(self) -> None:
        """Answer what the form asks, up to the recapitulation."""
        while True:
            self.until(lambda: any(asked in self.last for asked in (*ANSWERS, "Tout est juste")))
            if "Tout est juste" in self.last:
                return
            question = self.last
            self.says(next(answer for asked, answer in ANSWERS.items() if asked in question))
            self.until(partial(self._moved_on, question))

    def _moved_on(self, question: str) -> bool:
        return self.last not in (question, "")


class Mouse(Hand):
    """By mouse."""

    def presses(self, label: str) -> None:
        """Click the last button with a label."""
        key = self.key(label)
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", key)
        key.click()


class Keyboard(Hand):
    """By keyboard alone: from the input to the messages, and to the button by its number."""

    def presses(self, label: str) -> None:
        """Go to the message that bears the button, and press its number."""
        self.key(label)
        self.input.send_keys(Keys.PAGE_UP)
        for _ in self.section.find_elements(By.CSS_SELECTOR, ".message"):
            labels = self._labels()
            if label in labels:
                self._types(str(labels.index(label) + 1))
                break
            self._types(Keys.ARROW_UP)
        else:
            pytest.fail(f"no message bears {label!r}")
        self._types(Keys.ESCAPE)

    def _types(self, key: str) -> None:
        """Press a key wherever the focus is: the message that had it may just be another element, since it changed."""
        ActionChains(self.browser).send_keys(key).perform()

    def _labels(self) -> list[str]:
        """The buttons of the message that has the focus."""
        shown = "return [...document.activeElement.querySelectorAll('.key')].map(key => key.innerText)"
        return [_plain(label) for label in self.browser.execute_script(shown)]


@pytest.mark.parametrize("way", [Mouse, Keyboard])
def test_a_request_goes_from_the_first_word_to_its_end(page: webdriver.Chrome, way: type, tmp_path: Path) -> None:
    company, relay, team = (way(page, chat) for chat in (COMPANY, RELAY, TEAM))
    for desk in (relay, team):
        chip = desk.until(lambda desk=desk: desk.section.find_element(By.CSS_SELECTOR, ".suggestions button"))
        desk.says(chip.get_attribute("textContent"))
        desk.reads("Ce chat est relié")
    company.says("/demande")
    company.presses("J'accepte")
    company.fills()
    company.presses("Envoyer")
    company.reads("C'est envoyé. Votre référence")
    for desk in (relay, team):
        desk.reads("Bâti Plus")

    Select(team.role("speaker")).select_by_visible_text("Alix (relais)")
    team.presses("Prendre en charge")
    for desk in (relay, team):
        desk.reads("Prise en charge par Alix (relais)")
    company.reads("est prise en charge par")

    _reply(page, relay, way, "Demande CL-", "Je vous appelle demain.")
    company.reads("Je vous appelle demain.")
    _reply(page, company, way, "Je vous appelle demain.", "Plutôt lundi.")
    for desk in (relay, team):
        desk.reads("Plutôt lundi.")

    file = tmp_path / "CCAP lot 3.pdf"
    file.write_bytes(b"%PDF-1.4")
    company.presses("Joindre un fichier")
    company.reads("Envoyez le fichier")
    company.role("file").send_keys(str(file))  # what the system's own dialogue would give
    company.input.send_keys(Keys.ENTER)
    for desk in (relay, team):
        desk.reads("CCAP lot 3.pdf")

    team.presses("Contacté")
    company.reads("indique vous avoir contacté")
    team.reads("Entreprise contactée")  # the card changed, and so did the numbers of its buttons
    team.presses("Clore")
    team.presses("Entreprise aidée")
    for desk in (relay, team):
        desk.reads("Close le")
    company.reads("le besoin est traité")
    assert [line for line in page.get_log("browser") if line["level"] == "SEVERE"] == []


def test_where_and_whom_are_shared_by_one_press_each(page: webdriver.Chrome, tmp_path: Path) -> None:
    company = Mouse(page, COMPANY)
    board = company.section.find_element(By.CSS_SELECTOR, ".keyboard")
    company.says("/demande")
    company.presses("J'accepte")
    company.reads("Dans quelle commune")
    company.until(board.is_displayed)
    company.presses("Partager ma position")
    company.reads("sans doute à Niort")
    assert not board.is_displayed()
    company.presses("Niort (79)")
    company.until(lambda: "De quoi avez-vous besoin" in company.last)
    company.says("deux maçons")
    company.until(lambda: "Le nom de l'entreprise" in company.last)
    company.says("Bâti Plus")
    company.until(board.is_displayed)
    company.presses("Partager mon numéro")
    company.reads("Tout est juste")
    company.reads("Contact : Camille (entreprise)")
    assert not board.is_displayed()
    company.presses("Modifier")
    company.presses("Contact · Camille (entreprise)")
    company.until(board.is_displayed)
    company.presses("Arrêter")
    company.until(lambda: not board.is_displayed())
    assert [line for line in page.get_log("browser") if line["level"] == "SEVERE"] == []


def _reply(page: webdriver.Chrome, hand: Hand, way: type, to: str, text: str) -> None:
    """Reply to the last message that says something: by its button, or by the key R on it."""
    messages = hand.section.find_elements(By.CSS_SELECTOR, ".message")
    message = next(one for one in reversed(messages) if to in _plain(one.text))
    if way is Mouse:
        button = message.find_element(By.CSS_SELECTOR, ".answer")
        page.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
        ActionChains(page).move_to_element(message).click(button).perform()
    else:
        hand.input.send_keys(Keys.PAGE_UP)
        while page.switch_to.active_element != message:
            ActionChains(page).send_keys(Keys.ARROW_UP).perform()
        ActionChains(page).send_keys("r").perform()
    hand.until(lambda: "Réponse à" in hand.section.find_element(By.CSS_SELECTOR, ".about-to").text)
    hand.says(text)


def _plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'").split())
