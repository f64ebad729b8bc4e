"""The addresses of the eCRF."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from trial.admin.site import site


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the web server is up."""
    return HttpResponse("ok\n", content_type="text/plain")


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("admin/", site.urls),
    path("", include("trial.web.urls")),
]
