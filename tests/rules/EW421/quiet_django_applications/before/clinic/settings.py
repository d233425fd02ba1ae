LOCAL_APPS = ["visits.apps.VisitsConfig"]
INSTALLED_APPS = ["django.contrib.auth", "rest_framework", *LOCAL_APPS]

if __debug__:
    INSTALLED_APPS += ["tools"]
