"""The forms that short texts of the base must have, as patterns that JavaScript reads too, and in words."""

SLUG = "^[a-z0-9]+(-[a-z0-9]+)*$"
ID = "^(public|article|faq|term|relay|tool)/[a-z0-9]+(-[a-z0-9]+)*$"
URL = '^https?://[^\\s<>"]+$'
DIGITS = "^[0-9]+$"
SIREN = "^[0-9]{9}$"
INSEE = "^[0-9][0-9AB][0-9]{3}$"
DEPARTEMENT = "^[0-9AB]{2,3}$"
PHONE = "^[0-9 +().]{8,20}$"
EMAIL = "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$"
WORD = "^[^\\s]+$"
PLAIN_WORD = "^[a-z0-9]+$"

# What a curator reads where a text has another form
IN_FRENCH = {
    SLUG: "des minuscules sans accent, des chiffres, des traits d'union, comme « contrat-pro »",
    ID: "la sorte, une barre et le nom, comme « faq/contrat-pro » (public, article, faq, term, relay ou tool)",
    URL: "une adresse du web entière, qui commence par https:// et sans espace",
    DIGITS: "un numéro, des chiffres sans espace",
    SIREN: "un numéro SIREN, neuf chiffres",
    INSEE: "un code INSEE de commune, cinq signes, comme « 86194 »",
    DEPARTEMENT: "un code de département, comme « 86 » ou « 2A »",
    PHONE: "un numéro de téléphone, des chiffres et des espaces",
    EMAIL: "une adresse e-mail, comme « clause@exemple.fr »",
    WORD: "un seul mot, sans espace",
    PLAIN_WORD: "un mot en minuscules sans accent",
}
