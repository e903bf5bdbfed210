# What to run. Each target installs what it needs and is missing (see scripts/install).

.DEFAULT_GOAL := help
.PHONY: help run test check bench soak conformance tour screenshots bundle package-test windows sbom icons install-build install-test

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

run: ## Open the window on the practice firm (a tour with pictures where there is no display)
ifeq ($(DISPLAY)$(WAYLAND_DISPLAY),)
run: install-test ui/dist/index.html
else
run: install-build ui/dist/index.html
endif
	@scripts/launch

test: install-test ui/dist/index.html ## Every test: Rust, the window, and the built app on a virtual display
	@tests/leftovers/leaves-nothing node scripts/test.mjs

check: install-test ui/dist/index.html ## Formatters, linters, types, licences
	@scripts/check

bench: install-test ui/dist/index.html ## Start, memory, size and speed against rivals, into docs/reports/performance.md (release build, quiet machine)
	@scripts/bench

soak: install-test ## The long forms of the tests of faults: crashes and what else takes minutes
	@scripts/soak

conformance: ## The vendors' own clients against the practice services (installs them into target/)
	@tests/conformance/run

tour: install-test ui/dist/index.html ## Walk through the main job on a virtual display; pictures in target/tour
	@scripts/tour

screenshots: install-test ui/dist/index.html ## Every screen and state into target/screenshots, the README's pictures into docs/images
	@scripts/screenshots

bundle: install-build ## Packages for this computer's system (Linux: .deb and .rpm)
	@scripts/bundle

package-test: ## Install, open, upgrade and remove the .deb in a clean Debian (needs root; makes the package if there is none)
	@scripts/package-test

windows: install-build ui/dist/index.html ## Windows from here: build the .exe, look into it, run the tests under Wine (half an hour)
	@scripts/install windows
	@scripts/windows

sbom: ## What the app and the relay are made of, as CycloneDX files in target/sbom
	@scripts/sbom

icons: install-build ## Draw all icons from icons/icon.svg
	@scripts/install icons
	@scripts/icons

install-build:
	@scripts/install build

install-test:
	@scripts/install test

# The app embeds what is built here, so it is only written when its sources have changed.
ui_sources := $(shell find ui/src ui/public -type f 2>/dev/null) ui/index.html ui/vite.config.ts ui/svelte.config.js ui/package-lock.json
ui/dist/index.html: $(ui_sources) | install-build
	@npm --prefix ui run build
