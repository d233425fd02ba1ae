#!/bin/sh
exec granian --interface wsgi shop:app
