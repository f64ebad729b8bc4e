"""How the forms answer to hands: numbers, dates, keys, saving, leaving, errors, language."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.person import choose, expect_form, go_on, group, open_form, type_date
from tests.browsers import OpenPage, SignIn
from tests.makers import make_centre, make_eligible, make_patient, make_person
from trial.models import Consent, GeneralCriteria, Identity, Measurements, Patient
from trial.models.people import Centre, User

# What lies on top in the middle of the control that has the focus: itself, its label, or a bar that hides it.
HIDDEN = """() => {
  const control = document.activeElement, box = control.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const seen = top && (top === control || control.contains(top) || top.closest("label")?.contains(control));
  return seen ? "" : `${control.name || control.textContent.trim()} under ${top?.outerHTML.slice(0, 80)}`;
}"""


@pytest.fixture
def patient(investigator: User, centre: Centre) -> Patient:
    return make_patient(investigator, centre, "SLE")


@pytest.fixture
def page(open_page: OpenPage, sign_in: SignIn, investigator: User) -> Page:
    opened = open_page()
    sign_in(opened, investigator)
    return opened


def save_state(page: Page, words: str) -> None:
    state = page.locator("#save-state")
    expect(state).to_have_text(words)
    expect(state).to_have_attribute("role", "status")


def test_a_number_is_typed_with_a_comma_or_a_point_and_no_wheel_changes_it(
    page: Page, patient: Patient
) -> None:
    open_form(page, patient, "measurements")
    for typed, version in (("62,5", 1), ("62.4", 2)):
        page.get_by_label("Weight").fill(typed)
        page.keyboard.press("Control+s")
        if version > 1:
            page.get_by_label("Same reason for all").select_option(label="Transcription error")
            page.keyboard.press("Control+s")
        expect(page.locator("[name=version]")).to_have_value(str(version))
        assert str(Measurements.objects.get().weight_kg) == typed.replace(",", ".")
    expect(page.locator("input[type=number]")).to_have_count(0)
    expect(page.get_by_label("Weight")).to_have_attribute("inputmode", "decimal")
    page.get_by_label("Weight").focus()
    page.mouse.wheel(0, -200)
    expect(page.get_by_label("Weight")).to_have_value("62.4")
    for slug in ("diagnosis", "medications"):
        open_form(page, patient, slug)
        expect(page.locator("input[type=number]")).to_have_count(0)


def test_the_unit_touches_its_input_and_belongs_to_its_description(page: Page, patient: Patient) -> None:
    open_form(page, patient, "measurements")
    weight, unit = (
        page.get_by_label("Weight").bounding_box(),
        page.locator("#id_weight_kg_unit").bounding_box(),
    )
    assert weight is not None
    assert unit is not None
    assert abs(unit["x"] - weight["x"] - weight["width"]) < 2
    assert "id_weight_kg_unit" in (page.get_by_label("Weight").get_attribute("aria-describedby") or "")


def paste(page: Page, text: str) -> None:
    page.evaluate(
        """text => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text", text);
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
        }""",
        text,
    )


@pytest.mark.parametrize("pasted", ["3/11/2023", "2023-11-03", "3 November 2023"])
def test_a_date_pasted_into_one_box_fills_all_and_is_said_in_words(
    pasted: str, page: Page, patient: Patient
) -> None:
    open_form(page, patient, "consent")
    boxes = group(page, "Date of information").get_by_role("textbox")
    boxes.first.focus()
    paste(page, pasted)
    if pasted.startswith("3 "):
        expect(boxes.nth(1)).to_have_value("November")
    else:
        expect(group(page, "Date of information").locator("[data-echo]")).to_have_text(
            re.compile("^Fri,? 3 November 2023$")
        )
    page.keyboard.press("Control+s")
    save_state(page, "All changes saved")
    expect(boxes.nth(2)).to_have_value("2023")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert Consent.objects.get().informed_on.isoformat() == "2023-11-03"


@pytest.mark.requirement("R14")
def test_a_whole_birth_date_is_refused_and_stays_as_typed(page: Page, patient: Patient) -> None:
    open_form(page, patient, "identity")
    boxes = group(page, "Year and month of birth").get_by_role("textbox")
    expect(boxes).to_have_count(2)
    boxes.first.fill("12/4/1980")
    page.keyboard.press("Control+s")
    expect(page.locator("#error-summary")).to_contain_text("The day of birth is never collected")
    expect(boxes.first).to_have_value("12/4/1980")
    assert not Identity.objects.exists()


def test_leaving_asks_only_when_something_changed_and_the_state_says_so(page: Page, patient: Patient) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    open_form(page, patient, "measurements")
    save_state(page, "All changes saved")
    page.get_by_role("link", name="Identity").first.click()
    expect_form(page, "identity")
    assert not asked
    open_form(page, patient, "measurements")
    page.get_by_label("Weight").press_sequentially("62")
    save_state(page, "Unsaved changes")
    page.get_by_role("link", name="Identity").first.click(no_wait_after=True)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect_form(page, "measurements")
    expect(page.get_by_label("Weight")).to_have_value("62")
    page.keyboard.press("Control+s")
    save_state(page, "All changes saved")
    page.get_by_role("link", name="Identity").first.click()
    expect_form(page, "identity")
    assert asked == ["beforeunload"]


def test_ctrl_s_stays_in_place_and_ctrl_enter_goes_on(page: Page, patient: Patient) -> None:
    open_form(page, patient, "general")
    choose(page, "Refuses to participate", "No")
    place = page.evaluate("window.scrollY")
    assert place > 0
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Saved.", exact=True)).to_be_attached()
    expect_form(page, "general")
    # The message above the form moves the questions by its own height.
    assert abs(page.evaluate("window.scrollY") - place) < 120
    go_on(page)
    expect_form(page, "diagnosis")
    assert GeneralCriteria.objects.get().refusal == "N"


def test_enter_goes_to_the_next_field_and_never_submits(page: Page, patient: Patient) -> None:
    open_form(page, patient, "measurements")
    page.get_by_label("Weight").focus()
    passed = []
    for _ in range(7):
        page.keyboard.press("Enter")
        passed.append(page.evaluate("document.activeElement.name"))
    assert passed == [
        "lymphocytes_operator",
        "lymphocytes_value",
        "lymphocytes_unit",
        "lymphocytes_on_day",
        "lymphocytes_on_month",
        "lymphocytes_on_year",
        "action",
    ]
    assert not Measurements.objects.exists()


@pytest.mark.requirement("R28")
@pytest.mark.parametrize("width", [1280, 390])
def test_a_whole_form_by_keyboard_alone_with_the_focus_never_hidden(
    width: int, open_page: OpenPage, sign_in: SignIn, investigator: User, patient: Patient
) -> None:
    page = open_page(width=width, height=700)
    sign_in(page, investigator)
    open_form(page, patient, "general")
    first = page.locator("[name=social_security]").first
    for _ in range(60):
        page.keyboard.press("Tab")
        if first.evaluate("input => input === document.activeElement"):
            break
    expect(first).to_be_focused()
    answered = []
    for _ in range(12):
        answered.append(page.evaluate("document.activeElement.name"))
        page.keyboard.press("Space")
        assert not page.evaluate(HIDDEN)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
    assert len(set(answered)) == 12
    for _ in range(12):
        assert not page.evaluate(HIDDEN)
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Saved.", exact=True)).to_be_attached()
    stored = GeneralCriteria.objects.get()
    assert (stored.social_security, stored.ame, stored.refusal) == ("dependant", "N", "N")


def test_the_patient_stays_in_sight_at_the_end_of_a_long_page(page: Page, patient: Patient) -> None:
    open_form(page, patient, "general")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    assert page.evaluate("window.scrollY") > 100
    box = page.locator(".strip").bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= 5
    expect(page.locator(".strip")).to_contain_text(patient.screening_number)
    expect(page.locator(".strip")).to_contain_text("Systemic lupus erythematosus")


@pytest.mark.requirement("R18", "R28")
def test_errors_are_summed_up_where_the_focus_goes_and_each_leads_to_its_field(
    open_page: OpenPage, sign_in: SignIn, investigator: User, patient: Patient
) -> None:
    page = open_page(language="fr-FR")
    sign_in(page, investigator)
    open_form(page, patient, "measurements")
    page.get_by_label("Poids").fill("7000")
    page.get_by_label("Lymphocytes", exact=True).fill("800")
    page.get_by_label("Unité").select_option("G/L")
    page.keyboard.press("Control+s")
    summary = page.locator("#error-summary")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile(r"^Erreur\s:"))
    expect(summary.get_by_role("link")).to_have_count(2)
    expect(summary).to_contain_text("Vouliez-vous dire 800 /mm³")
    summary.get_by_role("link", name="Lymphocytes").click()
    count = page.get_by_label("Lymphocytes", exact=True)
    expect(count).to_be_focused()
    expect(count).to_have_value("800")
    expect(count).to_have_attribute("aria-invalid", "true")
    assert "id_lymphocytes_value_error" in (count.get_attribute("aria-describedby") or "")
    expect(page.locator("#id_lymphocytes_value_error")).to_contain_text("800 G/L est impossible")
    assert not Measurements.objects.exists()


def test_an_unusual_value_is_noted_and_kept(page: Page, patient: Patient) -> None:
    open_form(page, patient, "measurements")
    page.get_by_label("Weight").press_sequentially("160")
    page.keyboard.press("Tab")
    note = page.locator("#id_weight_kg_error")
    expect(note).to_contain_text("outside the expected 40–150 kg")
    expect(page.get_by_label("Weight")).not_to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Control+s")
    save_state(page, "All changes saved")
    expect(page.get_by_text("Saved.", exact=True)).to_be_attached()
    assert Measurements.objects.get().weight_kg == 160


@pytest.mark.requirement("R15", "R19")
def test_a_double_click_makes_one_inclusion(
    page: Page, investigator: User, centre: Centre, patient: Patient
) -> None:
    eligible = make_eligible(investigator, centre)
    page.goto(f"/patients/{eligible.screening_number}/decision/")
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.locator("#include").click()
    page.get_by_role("dialog").get_by_role("button", name="Include").dblclick()
    expect(page.locator(".number")).to_have_text("01-0001")
    assert len(posts) == 1
    assert Patient.objects.filter(status="included").count() == 1


def test_the_switch_of_language_keeps_the_page(page: Page, patient: Patient) -> None:
    open_form(page, patient, "consent")
    type_date(page, "Date of information", "2/10/2023")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    page.get_by_role("button", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect_form(page, "consent")
    expect(group(page, "Date de l'information").get_by_role("textbox").nth(2)).to_have_value("2023")
    page.goto("/patients/")
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_a_man_is_not_asked_about_pregnancy(page: Page, patient: Patient) -> None:
    open_form(page, patient, "general")
    expect(page.locator("[name=pregnant]").first).to_be_visible()
    open_form(page, patient, "identity")
    choose(page, "Sex", "Male")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    open_form(page, patient, "general")
    expect(page.locator("[name=pregnant], [name=breastfeeding]")).to_have_count(0)
    expect(page.locator("#id_pregnant")).to_contain_text("Not applicable: male")


@pytest.mark.requirement("R5")
def test_another_centres_patient_is_not_found_by_typing_its_address(
    open_page: OpenPage, sign_in: SignIn, patient: Patient
) -> None:
    page = open_page()
    sign_in(page, make_person(centre=make_centre("02")))
    here = f"/patients/{patient.screening_number}/"
    for address in (here, f"{here}visit/identity/", f"{here}decision/", "/patients/S-99-0001/"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404
        expect(page.get_by_role("heading", level=1)).to_have_text("Not found")
        expect(page.locator("body")).not_to_contain_text("lupus")
