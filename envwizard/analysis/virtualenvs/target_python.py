"""The environment that requirement markers (PEP 508) are evaluated in: a virtual environment's, not our own."""

from __future__ import annotations

from envwizard.model.facts.virtualenvs import VirtualEnv

_WINDOWS = {
    "os_name": "nt",
    "sys_platform": "win32",
    "platform_system": "Windows",
    "platform_machine": "AMD64",
    "platform_release": "10",
    "platform_version": "10.0",
}
_POSIX = {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux", "platform_machine": "x86_64"}


def full_version(env: VirtualEnv) -> str | None:
    """The environment's full Python version: what pyvenv.cfg says, where its lib folder does not contradict."""
    minor = env.library_version
    if env.version and (minor is None or env.version == minor or env.version.startswith(f"{minor}.")):
        return env.version if env.version.count(".") >= 2 else f"{env.version}.0"
    return f"{minor}.0" if minor else None


def marker_environment(env: VirtualEnv | None) -> dict[str, str]:
    """Build the values of all markers for an environment; this machine's own, where there is no environment.

    The platform is this machine's unless the layout of the environment says that it is of the other kind.
    """
    from packaging.markers import default_environment

    values = {name: str(value) for name, value in default_environment().items()}
    if env is None:
        return values
    if env.windows_layout != (values["os_name"] == "nt"):
        values.update(_WINDOWS if env.windows_layout else _POSIX)
    version = full_version(env)
    if version is not None:
        values["python_full_version"] = version
        values["python_version"] = ".".join(version.split(".")[:2])
        values["implementation_version"] = version
    values["platform_python_implementation"] = env.implementation
    values["implementation_name"] = env.implementation.lower()
    return values
