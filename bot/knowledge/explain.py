"""Tells a curator, in French, what a value should have been where pydantic refused it."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from bot.knowledge.schema import forms

Path = tuple[str | int, ...]

# The keys that a curator tries in French, and those that the files have
_IN_FRENCH = {
    "titre": "label", "libelle": "label", "public": "audience", "reponse": "answer", "court": "short",
    "pourquoi": "why", "raison": "why", "preuve": "proof", "preuves": "proof", "pieces": "proof",
    "verifier": "check", "a_verifier": "check", "incertain": "uncertain", "detail": "details",
    "voir_aussi": "see_also", "suite": "next", "suivant": "next", "question": "questions", "source": "sources",
    "verifie_le": "verified_on", "verifie": "verified_on", "date": "verified_on", "confiance": "confidence",
    "fiabilite": "confidence", "valide_par": "validated_by", "duree": "duration", "texte": "text", "numero": "number",
    "remplace": "replaces", "remplace_par": "replaced_by", "de": "from", "du": "from", "a": "to", "au": "to",
    "dit": "says", "sigle": "acronym", "nom": "name", "statut": "status", "couvre": "covers", "adresse": "address",
    "telephone": "phone", "tel": "phone", "courriel": "email", "mail": "email", "e-mail": "email", "site": "website",
    "lien": "url", "grille": "grid", "phrase": "phrases",
}  # fmt: skip


def explained(
    faults: Sequence[ErrorDetails], model: type[BaseModel], ids: Collection[str], hidden: Collection[str] = ()
) -> Iterator[tuple[Path, str]]:
    """The faults of a value with their paths inside it, in French.

    A list with one wrong item is not also too short for lack of that item, and a value that fits none of several
    types is told once. ``ids`` are those of the base; ``hidden`` are keys of the model that no file may give.
    """
    found = [(tuple(step for step in fault["loc"] if step != "[key]") + _inside(fault), fault) for fault in faults]
    wholes = {path[:length] for path, _ in found for length in range(len(path))}
    for path, fault in found:
        if path not in wholes:
            known = [key for key in _keys(model, path[:-1]) if key not in hidden]
            yield path, _explain(fault, known, ids)


def nearest(given: str, known: Collection[str], at_least: float = 70) -> str | None:
    """The known text that looks most like a given one; None where none is as near as ``at_least`` percent."""
    found = process.extractOne(given, known, scorer=fuzz.ratio, score_cutoff=at_least)
    return found[0] if found else None


def _inside(fault: ErrorDetails) -> Path:
    """Where inside a model its own check found the fault."""
    path: Path = getattr(fault.get("ctx", {}).get("error"), "path", ())
    return path


def _keys(model: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """The keys that may be given at a path inside a model; a position in a list leads to no other keys."""
    fields = {info.alias or name: info for name, info in model.model_fields.items()}
    for at, step in enumerate(path):
        if step in fields and (inner := _model_in(fields[str(step)].annotation)):
            return _keys(inner, path[at + 1 :])
    return list(fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside an annotation, as Source in ``tuple[Source, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)


_A_DATE = "ce n'est pas une date ; écrire l'année, le mois, le jour, comme 2026-11-23"
_A_NUMBER = "un nombre était attendu, sans guillemets ni espace, comme 12"
# What is wrong, by pydantic's name of the fault; the braces are filled from its context.
EXPLAINED = {
    "missing": "champ obligatoire, il manque",
    "too_short": "{actual_length} ne suffisent pas, il en faut au moins {min_length}",
    "too_long": "{actual_length}, c'est trop ; au plus {max_length}",
    "string_too_long": "texte trop long, {max_length} caractères au plus",
    "string_too_short": "texte trop court, {min_length} caractères au moins",
    "tuple_type": "une liste était attendue : un élément par ligne, derrière « - »",
    "dict_type": "des champs étaient attendus, chacun avec « : » et sa valeur",
    "mapping_type": "des champs étaient attendus, chacun avec « : » et sa valeur",
    "model_type": "des champs étaient attendus, chacun avec « : » et sa valeur",
    "model_attributes_type": "des champs étaient attendus, chacun avec « : » et sa valeur",
    "date_type": _A_DATE,
    "date_parsing": _A_DATE,
    "date_from_datetime_parsing": _A_DATE,
    "date_from_datetime_inexact": _A_DATE,
    "int_type": _A_NUMBER,
    "int_parsing": _A_NUMBER,
    "int_from_float": "un nombre entier était attendu, comme 12",
    "decimal_type": _A_NUMBER,
    "decimal_parsing": _A_NUMBER,
    "bool_type": "« true » (oui) ou « false » (non) était attendu",
    "bool_parsing": "« true » (oui) ou « false » (non) était attendu",
    "greater_than": "doit être plus grand que {gt}",
    "greater_than_equal": "doit être au moins {ge}",
    "less_than": "doit être plus petit que {lt}",
    "less_than_equal": "doit être au plus {le}",
}


def _explain(fault: ErrorDetails, known: Sequence[str], ids: Collection[str]) -> str:
    kind, context, given = fault["type"], fault.get("ctx", {}), fault.get("input")
    if kind == "extra_forbidden":
        return _unknown_key(str(fault["loc"][-1]), known)
    if kind == "literal_error":
        return f"valeur inconnue ici ; au choix : {context['expected'].replace(' or ', ' ou ')}"
    if given is None and kind.endswith("_type"):
        return "rien n'est écrit ; écrire une valeur, ou retirer la ligne"
    if kind == "string_type":
        return _no_text(given)
    if kind == "string_pattern_mismatch":
        return _wrong_form(str(given), context["pattern"], ids)
    if kind == "tuple_type" and isinstance(given, str) and given.startswith("-"):
        return "il manque une espace derrière le tiret"
    if message := EXPLAINED.get(kind):
        return message.format(**context)
    return str(context.get("error") or fault["msg"])


def _unknown_key(key: str, known: Sequence[str]) -> str:
    meant = _IN_FRENCH.get(key.lower().replace("é", "e").replace(" ", "_"))
    near = meant if meant in known else nearest(key, known, 75)
    return f"champ inconnu ; vouliez-vous dire « {near} » ?" if near else f"champ inconnu ; ici : {', '.join(known)}"


def _no_text(given: object) -> str:
    """What a value is where a text was expected, and how to make it one."""
    quote = "mettre la valeur entre guillemets"
    match given:
        case bool():
            return f"un texte était attendu, YAML lit ici vrai ou faux ; {quote}"
        case int() | float():
            return f"un texte était attendu, YAML lit ici un nombre ; {quote}"
        case date():
            return f"un texte était attendu, YAML lit ici une date ; {quote}"
        case dict():
            return "un texte était attendu, YAML lit ici un champ à cause de « : » ; mettre le texte entre guillemets"
        case _:
            return "un seul texte était attendu, voici une liste ; retirer le « - » ou les crochets"


def _wrong_form(given: str, pattern: str, ids: Collection[str]) -> str:
    if pattern != forms.ID:
        return f"« {given} » n'a pas la forme attendue : {forms.IN_FRENCH.get(pattern, pattern)}"
    same = sorted(id_ for id_ in ids if id_.partition("/")[2] == given)
    near = " ou ".join(f"« {id_} »" for id_ in same) or (f"« {found} »" if (found := nearest(given, ids)) else "")
    return f"« {given} » n'est pas un identifiant ; " + (
        f"vouliez-vous dire {near} ?" if near else forms.IN_FRENCH[pattern]
    )
