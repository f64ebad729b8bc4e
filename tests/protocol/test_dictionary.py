"""Which drugs of the dictionary decide a verdict, each named here so that none is added unseen."""

import pytest

from trial.protocol.definition import load_definition
from trial.protocol.dictionary import dictionary_search
from trial.protocol.drug_tables import Drug
from trial.protocol.medication import Medication

DEFINITION = load_definition()
FORMULARY = DEFINITION.formulary
IMMUNOSUPPRESSANTS = {
    "abatacept L04AA24",
    "adalimumab L04AB04",
    "alemtuzumab L04AG06",
    "anakinra L04AC03",
    "anifrolumab L04AG11",
    "antilymphocyte immunoglobulin (horse) L04AA03",
    "antithymocyte immunoglobulin (rabbit) L04AA04",
    "apremilast L04AA32",
    "avacopan L04AJ05",
    "axatilimab L04AG19",
    "basiliximab L04AC02",
    "belatacept L04AA28",
    "belumosudil L04AA48",
    "bimekizumab L04AC21",
    "brodalumab L04AC12",
    "canakinumab L04AC08",
    "certolizumab pegol L04AB05",
    "ciclosporin L04AD01",
    "cladribine L04AA40",
    "crovalimab L04AJ07",
    "daclizumab L04AC01",
    "danicopan L04AJ09",
    "dimethyl fumarate L04AX07",
    "diroximel fumarate L04AX09",
    "eculizumab L04AJ01",
    "efgartigimod alfa L04AL01",
    "emapalumab L04AG09",
    "etanercept L04AB01",
    "everolimus L04AH02",
    "golimumab L04AB06",
    "guselkumab L04AC16",
    "inebilizumab L04AG10",
    "infliximab L04AB02",
    "iptacopan L04AJ08",
    "ixekizumab L04AC13",
    "lenalidomide L04AX04",
    "mirikizumab L04AC24",
    "natalizumab L04AG03",
    "nipocalimab L04AL03",
    "pegcetacoplan L04AJ03",
    "pirfenidone L04AX05",
    "pomalidomide L04AX06",
    "ravulizumab L04AJ02",
    "remibrutinib L04AA60",
    "rilonacept L04AC04",
    "risankizumab L04AC18",
    "rozanolixizumab L04AL02",
    "satralizumab L04AC19",
    "secukinumab L04AC10",
    "siltuximab L04AC11",
    "sirolimus L04AH01",
    "spesolimab L04AC22",
    "sutimlimab L04AJ04",
    "tacrolimus L04AD02",
    "teprotumumab L04AG13",
    "thalidomide L04AX02",
    "tildrakizumab L04AC17",
    "ustekinumab L04AC05",
    "vedolizumab L04AG05",
    "voclosporin L04AD03",
    "zilucoplan L04AJ06",
}
WITHOUT_CODE = {
    "artificial tears",
    "calcium",
    "calcium carbonate and colecalciferol",
    "emollient",
    "ferric carboxymaltose",
    "insulin",
    "iron",
    "levodopa and benserazide",
    "magnesium",
    "multivitamins",
    "omega-3",
    "potassium",
    "potassium iodide",
    "probiotics",
    "sodium bicarbonate",
    "sodium chloride",
    "sodium hyaluronate eye drops",
    "soft paraffin and glycerol",
    "thiamine and pyridoxine",
    "vitamin B1",
    "vitamin B12",
    "vitamin B6",
    "vitamin C",
    "vitamin D",
    "vitamin E",
    "vitamin K",
    "zinc",
    "zinc oxide",
}


def lines(drug: Drug) -> list[Medication]:
    """Write a drug in every way it may be entered: by name or brand, with its code, with a route."""
    names = dict.fromkeys((drug.inn, drug.inn_fr, *drug.brands))
    return [
        Medication(inn=name, atc=code, route=route)
        for name in names
        for code in {drug.atc, None}
        for route in drug.routes
    ]


@pytest.mark.requirement("R18")
def test_the_drugs_that_fail_ongoing_immunosuppression_are_those_listed() -> None:
    prefixes = DEFINITION.criterion("C5-E1").parameters["atc_prefixes"]
    answers = {
        drug: {FORMULARY.has_prefix(line, prefixes) for line in lines(drug)} for drug in DEFINITION.dictionary
    }
    assert all(len(said) == 1 and None not in said for said in answers.values())
    assert {f"{drug.inn} {drug.atc}" for drug, said in answers.items() if True in said} == IMMUNOSUPPRESSANTS


def test_no_drug_of_the_dictionary_is_taken_for_one_that_a_clause_names() -> None:
    classes = sorted({drug.match_class or "" for drug in DEFINITION.drugs})
    for drug in DEFINITION.dictionary:
        for line in lines(drug):
            assert FORMULARY.is_one_of(line, classes=classes) is False, line


def test_no_form_of_the_dictionary_is_a_systemic_glucocorticoid() -> None:
    for drug in DEFINITION.dictionary:
        for route in drug.routes:
            line = Medication(inn=drug.inn, atc=drug.atc, route=route)
            assert FORMULARY.is_systemic_glucocorticoid(line) is False, line


def test_every_name_and_brand_of_the_dictionary_is_recognised() -> None:
    for drug in DEFINITION.dictionary:
        for line in lines(drug):
            assert not FORMULARY.is_unrecognised(line), line


def test_an_entry_without_a_code_is_never_a_drug_that_could_decide() -> None:
    assert {drug.inn for drug in DEFINITION.dictionary if drug.atc is None} == WITHOUT_CODE


@pytest.mark.parametrize(
    ("typed", "inn"),
    [
        ("glucophage", "metformin"),
        ("vaccin antigrippal", "influenza vaccine"),
        ("Dépakine", "valproic acid"),
        ("novorapid", "insulin aspart"),
        ("biktarvy", "bictegravir, emtricitabine and tenofovir alafenamide"),
        ("tysabri", "natalizumab"),
        ("dexeryl", "soft paraffin and glycerol"),
        ("tardyferon", "ferrous sulfate"),
    ],
)
def test_common_drugs_are_found_as_they_are_called_in_france(typed: str, inn: str) -> None:
    assert dictionary_search(typed)[0].inn == inn
