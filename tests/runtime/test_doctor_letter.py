"""What is wrong is written to the operator, who may look at nothing else."""

from datetime import date

from pydantic import SecretStr

from bot.process.settings import Settings
from bot.runtime.doctor import examine


async def test_a_unit_that_failed_is_written_to_the_operator_with_all_that_was_found(office, tmp_path):
    smtp = f"smtp://127.0.0.1:{office.server.port}?from=bot@exemple.fr"
    settings = Settings(
        smtp_url=SecretStr(smtp),
        operator_email="moi@exemple.fr",
        api_url="http://127.0.0.1:9",
        database_url=SecretStr(f"sqlite+aiosqlite:///{tmp_path}/none.db"),
        knowledge=(tmp_path,),
    )
    found = await examine(settings, date(2026, 12, 1), letter=True, failed="clausette-backup.service")
    assert (found[-1].what, found[-1].state) == ("mail", "ok")
    (letter,) = office.inbox.received
    assert letter["Subject"] == "clausette doctor: unit: clausette-backup.service failed"
    text = letter.get_content()
    assert all(one.what in text and one.advice in text for one in found[:-1])
