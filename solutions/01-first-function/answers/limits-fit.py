# %% wrong: nothing is set
# refused: 128 MB, and its REPORT lines tell of
configured = None

# %% wrong: the shortest time-out
# refused: it is 1 s: a slow day would end it
configure(Timeout=1, MemorySize=256)

# %% wrong: the longest time-out there is
# refused: it is 900 s: a run that hangs bills it
configure(Timeout=900, MemorySize=256)

# %% wrong: the time-out alone
# refused: 128 MB, and its REPORT lines tell of
configure(Timeout=5)

# %% wrong: memory without end
# refused: 3008 MB, and its REPORT lines tell of
configure(Timeout=5, MemorySize=3008)

# %% wrong: in one dictionary
# refused: 128 MB, and its REPORT lines tell of
configure(Settings={'Timeout': 5, 'MemorySize': 256})

# %% right: the bounds
configure(Timeout=10, MemorySize=512)

# %% right: computed from the log
lines = read('"REPORT RequestId"')
used = max(int(line.split("Max Memory Used: ")[1].split()[0]) for line in lines)
configure(Timeout=3, MemorySize=max(128, 2 * used))
