"""The settings of a test run: those of the project, in a folder and on servers of the run's own.

What the caller's environment says of real servers is removed first, so that no test can reach them.
"""

import os
import tempfile
from pathlib import Path

REAL = (
    "DATABASE_URL DATABASE_OWNER_URL BROKER_URL SECRET_KEY ALLOWED_HOSTS DEBUG DEMO EMAIL_HOST STATIC_ROOT "
    "ANCHOR_DIR TIME_ZONE LOG_LEVEL BEHIND_PROXY CSRF_TRUSTED_ORIGINS SESSION_IDLE_MINUTES"
)
for name in REAL.split():
    os.environ.pop(name, None)
    os.environ.pop(f"{name}_FILE", None)

# The workers of a parallel run inherit the variable, hence the folder, of the process that started them.
if "TEST_RUN_FOLDER" not in os.environ:
    os.environ["TEST_RUN_FOLDER"] = tempfile.mkdtemp(prefix="mutreg-tests-")
    # An account that root lends the database server to must be able to pass.
    Path(os.environ["TEST_RUN_FOLDER"]).chmod(0o711)
    (Path(os.environ["TEST_RUN_FOLDER"]) / "pid").write_text(str(os.getpid()))
os.environ["VAR_DIR"] = os.environ["TEST_RUN_FOLDER"]
os.environ["HTTPS"] = "no"
# Playwright runs an event loop in the thread of the tests, which Django then takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"

from tests.templates import UndefinedVariable
from trial import settings as project

globals().update({name: value for name, value in vars(project).items() if name.isupper()})

TEST_RUN_FOLDER = Path(os.environ["TEST_RUN_FOLDER"])
DATABASES = {"default": {**project.DATABASES["default"], "CONN_MAX_AGE": 0}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TEMPLATES = [
    {
        **project.TEMPLATES[0],
        "OPTIONS": {**project.TEMPLATES[0]["OPTIONS"], "string_if_invalid": UndefinedVariable()},  # type: ignore[dict-item]
    }
]
STORAGES = {
    **project.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
CELERY_BROKER_URL = "memory://"
