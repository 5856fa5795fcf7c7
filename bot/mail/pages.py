"""The pages of letters' links, as HTML: no script, nothing from elsewhere, and every text escaped.

Who opens a page is not known: a mail server may fetch it to look for harm. So it tells of a request only its reference,
the company's name and its commune, and asks to press; the letter has the rest.
"""

import html
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.chat.markup import in_page
from bot.knowledge.schema.entries import Knowledge
from bot.knowledge.schema.texts_letters import RelayPageTexts
from bot.knowledge.vocabulary import LetterAction
from bot.language.dates import day_in_france, in_french
from bot.mail.acting import Answer, Press, offered
from bot.mail.links import Access, ExpiredError, Links
from bot.mail.style import STYLE
from bot.requests.card import relay_name
from bot.requests.company_words import LONGEST
from bot.requests.model.request import Intake
from bot.requests.relay import OUTCOMES


@dataclass(frozen=True, slots=True)
class Pages:
    """Writes pages; ``operator`` is an e-mail address for questions, where there is one."""

    knowledge: Knowledge
    links: Links = field(repr=False)
    operator: str | None = None

    def choice(self, access: Access, intake: Intake) -> str:
        """Everything that can be done with a request."""
        return self._page(*self._head(access, intake), _text("h2", self._texts.choose), self._nav(access, intake))

    def asked(self, access: Access, intake: Intake, action: LetterAction) -> str:
        """What an action does, and a button that does it."""
        form = self._form(action, Press(action), Answer(""))
        return self._page(
            *self._head(access, intake), _text("p", self._texts.ask[action]), form, *self._rest(access, intake, action)
        )

    def answered(self, access: Access, press: Press, answer: Answer) -> str:
        """What a press led to, and what can be done next; the form again where it is to be filled in otherwise."""
        intake = answer.intake
        if intake is None:
            return self._page(self._texts.title.format(reference=access.reference), _said(answer.said))
        if answer.amends:
            form = self._form(press.action, press, answer)
            return self._page(*self._head(access, intake), form, *self._rest(access, intake, press.action))
        close = _text("p", self._texts.close_page)
        return self._page(*self._head(access, intake), _said(answer.said), close, *self._rest(access, intake, None))

    def barred(self, access: Access, said: str) -> str:
        """The relay has no part in this request."""
        return self._page(self._texts.title.format(reference=access.reference), _said(said))

    def forged(self) -> str:
        """A link that is none of ours, or lost a part."""
        return self._page(self._texts.forged_title, _said(self._texts.forged), *self._otherwise())

    def expired(self, error: ExpiredError) -> str:
        """A link that holds no more."""
        said = self._texts.expired.format(day=in_french(day_in_france(error.access.until)))
        return self._page(self._texts.expired_title, _said(said), *self._otherwise())

    def away(self) -> str:
        """Nothing can be done for the moment."""
        return self._page(self._texts.away_title, _said(self._texts.away))

    @property
    def _texts(self) -> RelayPageTexts:
        return self.knowledge.texts.relay_page

    def _page(self, title: str, *blocks: str) -> str:
        footer = self._texts.footer
        body = "\n".join(filter(None, [_text("h1", title), *blocks]))
        return (
            '<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8">'
            f"<title>{in_page(title)} – Clausette</title>\n"
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<style>{STYLE}</style></head>\n"
            f"<body><main>\n{body}\n<footer>{_text('p', footer)}</footer></main></body></html>\n"
        )

    def _head(self, access: Access, intake: Intake) -> tuple[str, str]:
        """The title of a request's page, and what it is about."""
        texts, form = self._texts, intake.form
        about = texts.about.format(company=form.company, place=form.place_name or form.place)
        stands = texts.stands.format(status=self.knowledge.texts.export.status[intake.status])
        acting = texts.acting.format(relay=relay_name(self.knowledge, access.relay))
        told = f"<p>{in_page(about)}<br>{in_page(stands)}<br>{in_page(acting)}</p>"
        return texts.title.format(reference=intake.reference), told

    def _rest(self, access: Access, intake: Intake, but: LetterAction | None) -> Iterable[str]:
        """What else can be done."""
        if nav := self._nav(access, intake, but):
            yield _text("h2", self._texts.others)
            yield nav

    def _nav(self, access: Access, intake: Intake, but: LetterAction | None = None) -> str:
        items = [
            f'<li><a class="do other" href="{html.escape(self.links.to(access, action))}">'
            f"{in_page(self._texts.action[action])}</a></li>"
            for action in offered(intake)
            if action is not but
        ]
        return f"<ul>{''.join(items)}</ul>" if items else ""

    def _form(self, action: LetterAction, press: Press, answer: Answer) -> str:
        """The form of an action, with what was typed, and what is wrong with it."""
        wrong = f'<p class="said wrong" role="alert" id="wrong">{in_page(answer.said)}</p>' if answer.amends else ""
        fields = ""
        if action is LetterAction.CLOSE:
            fields = self._outcomes()
        elif action is LetterAction.REPLY:
            fields = self._word(press.word, wrong=bool(wrong))
        button = f"<button>{in_page(self._texts.press[action])}</button>"
        return f'{wrong}<form method="post" accept-charset="utf-8">{fields}{button}</form>'

    def _outcomes(self) -> str:
        choices = "".join(
            f'<label class="choice"><input type="radio" name="outcome" value="{result}" required>'
            f"{in_page(self.knowledge.texts.outcome[result])}</label>"
            for result in OUTCOMES
        )
        return f"<fieldset><legend>{in_page(self._texts.outcome)}</legend>{choices}</fieldset>"

    def _word(self, typed: str, *, wrong: bool) -> str:
        described = 'aria-invalid="true" aria-describedby="wrong most"' if wrong else 'aria-describedby="most"'
        most = in_page(self._texts.word_most.format(most=LONGEST))
        return (
            f'<label for="word">{in_page(self._texts.word)}</label><p class="hint" id="most">{most}</p>'
            f'<textarea id="word" name="word" rows="6" required {described}>\n{html.escape(typed)}</textarea>'
        )

    def _otherwise(self) -> Iterable[str]:
        yield _text("p", self._texts.otherwise)
        if self.operator:
            address = html.escape(self.operator)
            said = in_page(self._texts.otherwise_operator)
            yield f'<p>{said} <a href="mailto:{address}">{address}</a></p>'


def _said(text: str) -> str:
    return f'<p class="said" role="status">{in_page(text)}</p>'


def _text(tag: str, text: str) -> str:
    return f"<{tag}>{in_page(text)}</{tag}>"
