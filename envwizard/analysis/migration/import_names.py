"""Which distribution an imported module comes from: as installed, else by what is well known, else by its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

# Import name -> distributions, where the two differ by more than case and dashes and guessing would not find it.
_KNOWN: dict[str, tuple[str, ...]] = {
    "PIL": ("pillow",), "yaml": ("pyyaml",), "cv2": ("opencv-python", "opencv-python-headless"),
    "sklearn": ("scikit-learn",), "skimage": ("scikit-image",), "bs4": ("beautifulsoup4",),
    "dateutil": ("python-dateutil",), "dotenv": ("python-dotenv",), "jwt": ("pyjwt",), "jose": ("python-jose",),
    "rest_framework": ("djangorestframework",), "rest_framework_simplejwt": ("djangorestframework-simplejwt",),
    "corsheaders": ("django-cors-headers",), "environ": ("django-environ",), "decouple": ("python-decouple",),
    "MySQLdb": ("mysqlclient",), "psycopg2": ("psycopg2-binary", "psycopg2"), "psycopg": ("psycopg",),
    "telegram": ("python-telegram-bot",), "discord": ("discord-py", "py-cord"), "git": ("gitpython",),
    "github": ("pygithub",), "magic": ("python-magic",), "docx": ("python-docx",), "pptx": ("python-pptx",),
    "slugify": ("python-slugify",), "socketio": ("python-socketio",), "engineio": ("python-engineio",),
    "multipart": ("python-multipart",), "serial": ("pyserial",), "usb": ("pyusb",), "zmq": ("pyzmq",),
    "OpenSSL": ("pyopenssl",), "Crypto": ("pycryptodome", "pycrypto"), "Cryptodome": ("pycryptodomex",),
    "attr": ("attrs",),
    "pkg_resources": ("setuptools",), "factory": ("factory-boy",), "dns": ("dnspython",),
    "ldap": ("python-ldap",), "memcache": ("python-memcached",), "storages": ("django-storages",),
    "debug_toolbar": ("django-debug-toolbar",), "crispy_forms": ("django-crispy-forms",),
    "allauth": ("django-allauth",),
    "taggit": ("django-taggit",), "import_export": ("django-import-export",), "guardian": ("django-guardian",),
    "mptt": ("django-mptt",), "fitz": ("pymupdf",), "googleapiclient": ("google-api-python-client",),
    "google.generativeai": ("google-generativeai",), "google.auth": ("google-auth",),
    "google_auth_oauthlib": ("google-auth-oauthlib",), "nacl": ("pynacl",),
    "win32api": ("pywin32",), "win32com": ("pywin32",), "wx": ("wxpython",), "Xlib": ("python-xlib",),
    "django_filters": ("django-filter",),
    "social_django": ("social-auth-app-django",), "oauth2_provider": ("django-oauth-toolkit",),
    "phonenumber_field": ("django-phonenumber-field",), "haystack": ("django-haystack",),
    "pythonjsonlogger": ("python-json-logger",), "ruamel.yaml": ("ruamel-yaml",),
    "speech_recognition": ("speechrecognition",), "Levenshtein": ("levenshtein",),
    "gi": ("pygobject",), "tls_client": ("tls-client",), "umap": ("umap-learn",),
    "mpl_toolkits": ("matplotlib",), "pylab": ("matplotlib",), "_pytest": ("pytest",), "editor": ("python-editor",),
    "airflow": ("apache-airflow",),
    "websocket": ("websocket-client",), "bson": ("pymongo",), "gridfs": ("pymongo",),
    "ckeditor": ("django-ckeditor",), "rosetta": ("django-rosetta",),
    "kafka": ("kafka-python",), "consul": ("python-consul",),
}  # fmt: skip
_AFFIXES = ("{0}", "python-{0}", "django-{0}", "py{0}", "flask-{0}", "{0}-python", "py-{0}")


class ImportNames:
    """Finds the distributions, among those that the project lists, that bring an imported name."""

    def __init__(self, names: Iterable[str], installed: Mapping[str, tuple[str, ...]]) -> None:
        self._names = frozenset(names)
        self._by_import: dict[str, set[str]] = {}
        for name in self._names:
            for module in installed.get(name, ()):
                self._by_import.setdefault(module, set()).add(name)
        self._unknown = self._names - installed.keys()

    def distributions(self, dotted: str) -> tuple[str, ...]:
        """Give the distributions for a dotted name; the longest known import name decides."""
        parts = dotted.split(".")
        for count in range(len(parts), 0, -1):
            prefix = ".".join(parts[:count])
            found = self._by_import.get(prefix)
            if found:
                return tuple(sorted(found))
            known = self._guessed(prefix)
            if known:
                return known
        return ()

    def _guessed(self, prefix: str) -> tuple[str, ...]:
        """Guess among the distributions whose modules are not known."""
        known = tuple(name for name in _KNOWN.get(prefix, ()) if name in self._unknown)
        if known:
            return known
        plain = prefix.lower().replace(".", "-").replace("_", "-")
        for affix in _AFFIXES:
            name = affix.format(plain)
            if name in self._unknown:
                return (name,)
        return ()
