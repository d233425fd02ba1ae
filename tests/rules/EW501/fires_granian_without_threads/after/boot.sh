#!/bin/sh
exec granian --interface wsgi shop:app --workers ${WEB_CONCURRENCY:-2}
