#!/bin/bash
cp .env.example .env
