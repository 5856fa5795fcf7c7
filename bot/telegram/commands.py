"""The commands that Telegram shows in its menu, by kind of chat."""

from telegram import Bot, BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats

from bot.knowledge.schema.texts import Texts
from bot.knowledge.vocabulary import Command

EVERYONE: tuple[Command, ...] = (
    "start", "aide", "eligibilite", "article", "heures", "rediger", "relais", "demande", "suivi",
    "confidentialite", "mesdonnees", "oublier", "effacer", "annuler",
)  # fmt: skip
FOR_RELAYS: tuple[Command, ...] = ("connexion", "deconnexion", "demandes", "export", "note", "absent", "bilan")
IN_GROUPS: tuple[Command, ...] = ("aide", "eligibilite", "article", "heures", "relais", "confidentialite", *FOR_RELAYS)


async def register(bot: Bot, texts: Texts) -> None:
    """Tell Telegram the commands: all of them in private, those that make sense among several in groups."""
    for names, scope in (
        (EVERYONE, BotCommandScopeAllPrivateChats()),
        (IN_GROUPS, BotCommandScopeAllGroupChats()),
    ):
        await bot.set_my_commands([BotCommand(name, texts.command[name]) for name in names], scope=scope)
