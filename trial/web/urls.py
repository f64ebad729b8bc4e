"""The addresses of the investigators' pages."""

from django.urls import include, path

from trial.web import accounts, home, patient_page, patients, protocol, trail

urlpatterns = [
    path("", home.home, name="home"),
    path("login/", accounts.LoginPage.as_view(), name="login"),
    path("logout/", accounts.LogoutPage.as_view(), name="logout"),
    path("language/", accounts.language, name="language"),
    path("password/<uidb64>/<token>/", accounts.PasswordPage.as_view(), name="password-set"),
    path("accessibility/", accounts.accessibility, name="accessibility"),
    path("patients/", patients.patient_list, name="patients"),
    path("patients/new/", patients.patient_new, name="patient-new"),
    path("patients/<screening_number>/", patient_page.patient_page, name="patient"),
    path("patients/<screening_number>/next/", patient_page.patient_next, name="patient-next"),
    path("patients/<screening_number>/trail/", trail.patient_trail, name="patient-trail"),
    path("trail/", trail.study_trail, name="trail"),
    path("trail/<int:seq>/", trail.trail_row, name="trail-row"),
    path("protocol/", protocol.protocol, name="protocol"),
    path("", include("trial.web.screening_urls")),
]
