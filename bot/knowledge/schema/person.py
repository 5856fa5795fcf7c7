"""What is known of a person, as one value."""

from dataclasses import dataclass, fields, replace
from typing import Any

_HIRED_FROM = 16  # years
_PROTECTED = frozenset({"refugee", "subsidiary", "temporary"})

Value = bool | int | str | frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was said of a person; None is unknown, never false.

    ``benefits`` and ``programme`` are whole: the empty set says "none at all". Durations are in months, the age in
    years. What each fact means, and its values: knowledge/facts.yaml.
    """

    age: int | None = None
    registered_jobseeker: bool | None = None
    jobseeking: bool | None = None
    months_unemployed: int | None = None
    qualification: str | None = None
    left_studies: bool | None = None
    months_since_studies: int | None = None
    work_experience: bool | None = None
    benefits: frozenset[str] | None = None
    disability_recognised: bool | None = None
    programme: frozenset[str] | None = None
    priority_area: str | None = None
    protection: str | None = None
    justice: bool | None = None
    lone_parent: bool | None = None
    care_leaver_or_homeless: bool | None = None
    opinion: bool | None = None
    already_employed: bool | None = None
    employed_elsewhere: bool | None = None
    may_work: bool | None = None
    months_worked_last_12: int | None = None

    def get(self, name: str) -> Value | None:
        """The value of a fact by its name, None while unknown."""
        value: Value | None = getattr(self, name)
        return value

    def stating(self, name: str, value: Value | None) -> "Facts":
        """The same facts with one stated, corrected, or (None) taken back."""
        change: Any = {name: value}  # the name tells the type of the value
        return replace(self, **change)

    def completed(self) -> "Facts":
        """The same facts with what they state.

        A registered jobseeker seeks work; months since studies mean studies left; nobody may be hired under 16, but for
        the apprentice of 15, of whom ``may_work`` is stated; who is protected may work. Source: ``may_work`` of the
        facts of eligibility.
        """
        facts = self
        if facts.registered_jobseeker and facts.jobseeking is None:
            facts = replace(facts, jobseeking=True)
        if facts.months_since_studies is not None and facts.left_studies is None:
            facts = replace(facts, left_studies=True)
        if facts.age is not None and facts.age < _HIRED_FROM and facts.may_work is None:
            facts = replace(facts, may_work=False)
        if facts.protection in _PROTECTED and facts.may_work is None:
            facts = replace(facts, may_work=True)
        return facts

    def as_json(self) -> dict[str, Any]:
        """The known facts by name, for JSON: sets as sorted lists, the unknown left out."""
        known = ((name, self.get(name)) for name in NAMES)
        return {
            name: sorted(value) if isinstance(value, frozenset) else value for name, value in known if value is not None
        }


NAMES: tuple[str, ...] = tuple(field.name for field in fields(Facts))
"""The names of all facts, in the order in which they are shown."""
IMPLIED_BY: dict[str, str] = {"jobseeking": "registered_jobseeker", "left_studies": "months_since_studies"}
"""Facts that another one states: asking that one may spare the question."""
