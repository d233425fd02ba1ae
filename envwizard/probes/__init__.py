"""One file per source artefact: tree in, facts out; runs nothing."""
