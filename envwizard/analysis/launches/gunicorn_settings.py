"""The names of gunicorn's settings, and which of them a misspelt one means.

The names are those of gunicorn 27.0 (``gunicorn.config.KNOWN_SETTINGS``), which has every one of 23.0 to 26.0 too.
"""

from __future__ import annotations

from functools import cache

_NAMES = """
    access_log_format accesslog asgi_disconnect_grace_period asgi_lifespan asgi_loop backlog bind ca_certs
    capture_output casefold_http_method cert_reqs certfile chdir check_config child_exit ciphers config
    control_socket control_socket_disable control_socket_mode daemon default_proc_name dirty_apps
    dirty_graceful_timeout dirty_post_fork dirty_threads dirty_timeout dirty_worker_exit dirty_worker_init
    dirty_workers disable_redirect_access_to_syslog do_handshake_on_connect dogstatsd_tags enable_backlog_metric
    enable_stdio_inheritance errorlog forwarded_allow_ips forwarder_headers graceful_timeout group header_map
    http2_cleartext http2_initial_window_size http2_max_concurrent_streams http2_max_frame_size
    http2_max_header_list_size http_parser http_protocols initgroups keepalive keyfile limit_request_field_size
    limit_request_fields limit_request_line logconfig logconfig_dict logconfig_json logger_class loglevel
    max_requests max_requests_jitter nworkers_changed on_dirty_starting on_exit on_reload on_starting paste
    permit_obsolete_folding permit_unconventional_http_method permit_unconventional_http_version pidfile post_fork
    post_request post_worker_init pre_exec pre_fork pre_request preload_app print_config proc_name protocol
    proxy_allow_ips proxy_protocol pythonpath raw_env raw_paste_global_conf reload reload_engine reload_extra_files
    reuse_port root_path secure_scheme_headers sendfile spew ssl_context ssl_version statsd_host statsd_prefix
    strip_header_spaces suppress_ragged_eofs syslog syslog_addr syslog_facility syslog_prefix threads timeout
    tmp_upload_dir umask user uwsgi_allow_ips websocket_max_message_size when_ready worker_abort worker_class
    worker_connections worker_exit worker_int worker_tmp_dir workers wsgi_app
"""
KNOWN_SETTINGS = frozenset(_NAMES.split())
# What the flags are called whose settings have another name (--keep-alive sets ``keepalive``), dashes made underlines.
_FLAGS = {
    "access_logfile": "accesslog", "access_logformat": "access_log_format", "dirty_app": "dirty_apps",
    "error_logfile": "errorlog", "keep_alive": "keepalive", "log_config": "logconfig",
    "log_config_json": "logconfig_json", "log_file": "errorlog", "log_level": "loglevel", "log_syslog": "syslog",
    "log_syslog_facility": "syslog_facility", "log_syslog_prefix": "syslog_prefix", "log_syslog_to": "syslog_addr",
    "name": "proc_name", "paste_global": "raw_paste_global_conf", "pid": "pidfile", "preload": "preload_app",
    "proxy_allow_from": "proxy_allow_ips", "reload_extra_file": "reload_extra_files",
    "uwsgi_allow_from": "uwsgi_allow_ips",
}  # fmt: skip
# Words that people use for a setting.
_WORDS = {
    **dict.fromkeys(
        ("num_workers", "n_workers", "nworkers", "worker_count", "workers_count", "number_of_workers", "max_workers",
         "workers_num", "worker_num", "worker_processes", "worker_number", "web_concurrency"),
        "workers",
    ),
    "worker_type": "worker_class", "worker_timeout": "timeout", "request_timeout": "timeout",
    "num_threads": "threads", "worker_threads": "threads", "threads_count": "threads", "auto_reload": "reload",
}  # fmt: skip
# Other servers' names for a part of what ``bind`` says: another value would have to be written, not another name.
_PARTS = {"host": "bind", "port": "bind", "address": "bind"}
_SHORTEST = 4


@cache
def meant_setting(name: str) -> str | None:
    """Give the setting that an unknown name most likely stands for; ``None`` where it is known or like none."""
    if name in KNOWN_SETTINGS or name.startswith("_"):
        return None
    lowered = name.lower()
    plain = lowered.replace("_", "")
    for known in sorted(KNOWN_SETTINGS):
        if plain == known.replace("_", ""):
            return known
    other = _FLAGS.get(lowered) or _WORDS.get(lowered) or _PARTS.get(lowered)
    if other is not None:
        return other
    if len(name) < _SHORTEST or not name.islower():
        return None
    most = 1 if len(name) < 6 else 2
    distances = sorted((_edits(name, known, most + 1), known) for known in KNOWN_SETTINGS)
    return distances[0][1] if distances[0][0] <= most else None


def is_other_name(name: str) -> bool:
    """Tell whether writing ``meant_setting`` in the place of the name says what was meant."""
    return name.lower() not in _PARTS


def _edits(one: str, other: str, limit: int) -> int:
    """Count the letters to change, add, drop or swap (optimal string alignment); ``limit`` where it is more."""
    if abs(len(one) - len(other)) >= limit:
        return limit
    before: list[int] = []
    current = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        older, before, current = before, current, [row]
        for column, wanted in enumerate(other, 1):
            cost = min(before[column] + 1, current[-1] + 1, before[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                cost = min(cost, older[column - 2] + 1)
            current.append(cost)
    return min(current[-1], limit)
