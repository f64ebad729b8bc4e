"""How facts are refused, in English and French."""

from collections.abc import Mapping

REFUSALS: Mapping[str, tuple[str, str]] = {
    "refused_json": ("is not readable JSON", "n'est pas du JSON lisible"),
    "refused_json_line": (
        "is not readable JSON, line {line}",
        "n'est pas du JSON lisible, ligne {line}",
    ),
    "refused_twice": ("the key stands twice", "la clé figure deux fois"),
    "refused_object": ("must be an object", "doit être un objet"),
    "refused_list": ("must be a list", "doit être une liste"),
    "refused_long_list": ("has more than {most} entries", "compte plus de {most} lignes"),
    "refused_unknown_key": ("unknown key", "clé inconnue"),
    "refused_cohort_missing": ("the cohort is required", "la cohorte est obligatoire"),
    "refused_text": ("must be a text", "doit être un texte"),
    "refused_characters": (
        "must be at most 200 printable characters",
        "doit compter au plus 200 caractères imprimables",
    ),
    "refused_code": ("'{value}' is not one of {codes}", "« {value} » n'est pas l'un de {codes}"),
    "refused_number": (
        "'{value}' is not a number that can be read exactly",
        "« {value} » n'est pas un nombre lisible exactement",
    ),
    "refused_negative": ("'{value}' is negative", "« {value} » est négatif"),
    "refused_zero": ("must be more than zero", "doit être supérieur à zéro"),
    "refused_range": (
        "'{value}' is not a whole number from {lowest} to {highest}",
        "« {value} » n'est pas un entier de {lowest} à {highest}",
    ),
    "refused_date": ("'{value}' is not a date", "« {value} » n'est pas une date"),
    "refused_partial_date": (
        "'{value}' must be known to the day",
        "« {value} » doit être connu au jour près",
    ),
    "refused_time": ("'{value}' is not a time of day", "« {value} » n'est pas une heure"),
    "refused_moment": ("'{value}' is not a date and time", "« {value} » n'est pas une date et heure"),
    "refused_offset": (
        "'{value}' needs its offset, as in +02:00",
        "« {value} » doit porter son décalage, comme +02:00",
    ),
    "refused_atc": ("'{value}' is not an ATC code", "« {value} » n'est pas un code ATC"),
    "refused_evaluation": ("the criterion could not be evaluated", "le critère n'a pas pu être évalué"),
    "refused_file": ("cannot be read", "ne peut être lu"),
    "refused_encoding": ("is not UTF-8 text", "n'est pas du texte UTF-8"),
    "refused_protocol": ("protocol {version} is not known", "le protocole {version} n'est pas connu"),
}
