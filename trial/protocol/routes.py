"""The routes by which a medication is taken."""

ROUTES = (
    "oral",
    "iv",
    "im",
    "sc",
    "cutaneous",
    "inhaled",
    "nasal",
    "ophthalmic",
    "rectal",
    "intra_articular",
    "other",
)
