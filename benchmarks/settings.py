"""The settings of the project with the benchmark's own forms beside it."""

from trial import settings as project

globals().update({name: value for name, value in vars(project).items() if name.isupper()})

INSTALLED_APPS = [*project.INSTALLED_APPS, "benchmarks"]
