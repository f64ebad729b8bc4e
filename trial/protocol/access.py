"""Which role may do what, as data. Who holds which role, where and until when, is stored (models/people.py)."""

from enum import StrEnum


class Role(StrEnum):
    INVESTIGATOR = "investigator"
    TECHNICIAN = "technician"
    BIOLOGIST = "biologist"
    MONITOR = "monitor"
    DATA_MANAGER = "data_manager"
    STATISTICIAN = "statistician"
    COORDINATOR = "coordinator"
    ACCOUNT_MANAGER = "account_manager"


class Act(StrEnum):
    SEE_ENROLMENT = "see_enrolment"
    LIST_PATIENTS = "list_patients"
    READ_CASEBOOK = "read_casebook"
    SCREEN_PATIENT = "screen_patient"
    ENTER_DATA = "enter_data"
    DECIDE_INCLUSION = "decide_inclusion"
    REVIEW_IN_ADMIN = "review_in_admin"
    MANAGE_PEOPLE = "manage_people"


# Held in one named centre at a time; the others hold for the whole study.
CENTRE_ROLES = frozenset({Role.INVESTIGATOR, Role.TECHNICIAN, Role.BIOLOGIST, Role.MONITOR})
STUDY_ROLES = frozenset(Role) - CENTRE_ROLES

MAY: dict[Role, frozenset[Act]] = {
    Role.INVESTIGATOR: frozenset(
        {
            Act.SEE_ENROLMENT,
            Act.LIST_PATIENTS,
            Act.READ_CASEBOOK,
            Act.SCREEN_PATIENT,
            Act.ENTER_DATA,
            Act.DECIDE_INCLUSION,
        }
    ),
    Role.TECHNICIAN: frozenset(
        {Act.SEE_ENROLMENT, Act.LIST_PATIENTS, Act.READ_CASEBOOK, Act.SCREEN_PATIENT, Act.ENTER_DATA}
    ),
    Role.BIOLOGIST: frozenset({Act.SEE_ENROLMENT, Act.LIST_PATIENTS}),
    Role.MONITOR: frozenset({Act.SEE_ENROLMENT, Act.LIST_PATIENTS, Act.READ_CASEBOOK, Act.REVIEW_IN_ADMIN}),
    Role.DATA_MANAGER: frozenset(
        {Act.SEE_ENROLMENT, Act.LIST_PATIENTS, Act.READ_CASEBOOK, Act.REVIEW_IN_ADMIN}
    ),
    Role.STATISTICIAN: frozenset({Act.SEE_ENROLMENT}),
    Role.COORDINATOR: frozenset({Act.SEE_ENROLMENT, Act.LIST_PATIENTS, Act.READ_CASEBOOK}),
    Role.ACCOUNT_MANAGER: frozenset({Act.MANAGE_PEOPLE}),
}


def roles_that_may(act: Act) -> frozenset[Role]:
    """List the roles whose holder may do this act."""
    return frozenset(role for role, acts in MAY.items() if act in acts)
