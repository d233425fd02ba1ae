#!/bin/sh
flask run
