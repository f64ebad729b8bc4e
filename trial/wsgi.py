"""The door through which gunicorn serves the eCRF."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trial.settings")

application = get_wsgi_application()

# Only now are the models known that say what must stand in the database.
from trial.audit.checks import refuse_to_start_without_trail  # noqa: E402

refuse_to_start_without_trail()
