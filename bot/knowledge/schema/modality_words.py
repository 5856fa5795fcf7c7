"""The word lists of ``knowledge/modality.yaml``: how buyers speak of their contracts."""

from collections.abc import Mapping

from bot.knowledge.schema.entries import Day, Model
from bot.knowledge.schema.modality_types import Phrase, Phrases


class ContractWords(Model):
    """Words for each kind of contract."""

    marche: Phrases
    concession: Phrases


class BuyerWords(Model):
    """Words for each kind of buyer."""

    state: Phrases
    local: Phrases
    utility: Phrases


class NatureWords(Model):
    """Words for each nature of what is bought."""

    services: Phrases
    works: Phrases
    supplies: Phrases


class GoalWords(Model):
    """Words for each goal."""

    hours: Phrases
    quality: Phrases
    insertion: Phrases
    reserve: Phrases


class ReserveWords(Model):
    """Words for those whom a contract may be reserved for."""

    handicap: Phrases
    siae: Phrases
    both: Phrases
    ess: Phrases
    prison: Phrases


class YesNoWords(Model):
    """Words that affirm, and words that deny."""

    true: Phrases
    false: Phrases


class ExceptionWords(Model):
    """Words for each exception."""

    none: Phrases
    off_the_shelf: Phrases
    weak_link: Phrases
    harm: Phrases


class RegimeWords(Model):
    """Words that put a contract under rules of its own."""

    in_house: Phrases
    real_estate: Phrases
    private: Phrases
    subsequent: Phrases
    follow_on: Phrases
    social: Phrases
    specific: Phrases


class MoneyWords(Model):
    """Words that tell whose an amount is.

    ``fees`` name a mission that is paid beside works, ``site`` the works themselves and ``works_of`` those that are
    only meant with "à" or "de" before the amount; ``former`` is an earlier contract, ``elsewhere`` one beside this,
    ``ours`` brings back this one; ``whole`` is the operation that a lot belongs to.
    """

    fees: Phrases
    site: Phrases
    works_of: Phrases
    former: Phrases
    elsewhere: Phrases
    ours: Phrases
    whole: Phrases


class WordLists(Model):
    """The words by which facts are recognised in free text.

    ``=`` before a word: this form only; ``*`` inside a phrase: a few words between. ``neutral`` phrases mean nothing
    here and take their words away from the others. ``capitals`` are acronyms that lower case would make another word
    ("AI"). ``parts`` multiply an amount; ``launch``, ``after_launch`` (what comes later: a signature, a start) and
    ``not_launch`` stand before a date, ``replaced`` beside that of the contract that this one comes after;
    ``not_length`` stands before a time that is not the contract's, ``framework`` names the contract from which others
    follow; ``not_value`` stands before an amount, ``money`` tells whose it is; ``structures`` after one of ``entrust``
    mean a reservation;
    ``clause`` means hours but in a question, which ``asking`` tells. Two goals are weighed against each other with one
    of ``hesitations``, or one of ``alternatives`` between them; ``turns`` end what a negation denies.
    """

    capitals: Mapping[str, Phrase]
    parts: Phrases
    changes: tuple[Day, ...]
    launched: Phrases
    launch: Phrases
    after_launch: Phrases
    not_launch: Phrases
    replaced: Phrases
    not_length: Phrases
    framework: Phrases
    money: MoneyWords
    regime: RegimeWords
    not_value: Phrases
    negations: Phrases
    hesitations: Phrases
    alternatives: Phrases
    turns: Phrases
    own_role: Phrases
    asking: Phrases
    contract: ContractWords
    buyer: BuyerWords
    nature: NatureWords
    acquiring: Phrases
    objects: NatureWords
    goal: GoalWords
    clause: Phrases
    entrust: Phrases
    reserve_for: ReserveWords
    structures: Phrases
    defence: YesNoWords
    labour: YesNoWords
    exception: ExceptionWords
    neutral: Phrases
