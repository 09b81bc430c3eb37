notebooks:
	@.venv/bin/python -m helpers.authoring $(LESSONS) $(if $(ALL),--all)
.PHONY: notebooks
