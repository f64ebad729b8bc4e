"""People, and the roles they hold, where and until when. Accounts are never deleted."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trial.models.audited import audited
from trial.protocol.access import CENTRE_ROLES, STUDY_ROLES, Role

ROLE_LABELS = {
    Role.INVESTIGATOR: _("Investigator"),
    Role.TECHNICIAN: _("Study technician"),
    Role.BIOLOGIST: _("Biologist"),
    Role.MONITOR: _("Monitor"),
    Role.DATA_MANAGER: _("Data manager"),
    Role.STATISTICIAN: _("Statistician"),
    Role.COORDINATOR: _("Coordinator"),
    Role.ACCOUNT_MANAGER: _("Account manager"),
}
ROLE_CHOICES = [(role.value, label) for role, label in ROLE_LABELS.items()]


class UserManager(BaseUserManager["User"]):
    """Finds people by login, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username__iexact=username)

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """Create an account; without a password nobody can log in to it."""
        user = self.model(username=username.strip(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """One person, one account, for ever: deactivated, never deleted, its login never given again."""

    username = models.CharField(
        _("login"),
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(
                r"^[A-Za-z0-9][A-Za-z0-9._@+-]*\Z",
                _("A login is made of letters without accents, digits, points, hyphens, _, @ and +."),
            )
        ],
    )
    full_name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(
        _("language"),
        max_length=2,
        blank=True,
        default="",
        choices=[("fr", "Français"), ("en", "English")],
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    # The time of a login is no change of the account; of a password only the change is kept, never its hash.
    history = audited(silent=("last_login",), hidden=("password",))
    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = (
            models.UniqueConstraint(
                Lower("username"),
                name="user_login_unique",
                violation_error_message=_("This login is already taken."),
            ),
        )

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    # The Django admin asks these; rights come from memberships alone (selectors/people.py).
    is_superuser = False

    @property
    def is_staff(self) -> bool:
        """Say whether the admin's front door opens: the admin site itself asks for the role."""
        return self.is_active

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Refuse: no right hangs on the account itself."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Refuse: no right hangs on the account itself."""
        return False


class Centre(models.Model):
    """A hospital that takes part."""

    code = models.CharField(_("code"), max_length=3, unique=True)
    name = models.CharField(_("name"), max_length=120)
    city = models.CharField(_("city"), max_length=80)
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    is_fictitious = models.BooleanField(_("fictitious"), default=False)

    history = audited()

    class Meta:
        verbose_name = _("centre")
        verbose_name_plural = _("centres")
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{2,3}$"),
                name="centre_code_two_or_three_digits",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="centre_closed_after_opened",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}, {self.city}"


class CentreNumbers(models.Model):
    """The last numbers that a centre has given; its row is locked while one is taken, so none repeats or is skipped."""

    centre = models.OneToOneField(Centre, on_delete=models.PROTECT, related_name="numbers")
    last_screening = models.PositiveIntegerField(default=0)
    last_inclusion = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.centre_id}: {self.last_screening}, {self.last_inclusion}"


class Membership(models.Model):
    """A role that a person holds, in one centre or in the whole study, from a day and until another."""

    user = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name=_("person"),
    )
    centre = models.ForeignKey(
        Centre,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("centre"),
    )
    role = models.CharField(_("role"), max_length=20, choices=ROLE_CHOICES)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    history = audited()

    class Meta:
        verbose_name = _("role of a person")
        verbose_name_plural = _("roles of people")
        ordering = ("user_id", "role", "centre_id", "from_on")
        constraints = (
            models.CheckConstraint(
                condition=Q(role__in=sorted(CENTRE_ROLES), centre__isnull=False)
                | Q(role__in=sorted(STUDY_ROLES), centre__isnull=True),
                name="membership_centre_where_the_role_needs_one",
                violation_error_message=_(
                    "This role is held in a centre, or for the whole study: check the centre."
                ),
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="membership_until_after_from",
                violation_error_message=_("The last day must not come before the first."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"

    def clean(self) -> None:
        """Refuse the same role twice in one centre at the same time."""
        overlapping = Membership.objects.filter(
            user=self.user_id, role=self.role, centre=self.centre_id
        ).exclude(pk=self.pk)
        if self.until_on:
            overlapping = overlapping.filter(from_on__lte=self.until_on)
        if overlapping.filter(Q(until_on__isnull=True) | Q(until_on__gte=self.from_on)).exists():
            raise ValidationError(_("This person already holds this role there at that time."))
