"""The addresses of the eCRF."""

from django.urls import include, path

from trial.admin.site import site
from trial.web.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("admin/", site.urls),
    path("", include("trial.web.urls")),
]
