#!/usr/bin/env bash
# make.sh [NAME.go ...] - writes NAME.out.txt and NAME.m.txt with go1.19 (GO names its command).
cd "$(dirname "$0")" && exec python3 ../golden/programs.py --make . "$@"
