from pathlib import Path

for line in open("notes/today.txt"):
    print(line)
