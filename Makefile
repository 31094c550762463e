# The front doors. Each of them works on a bare Debian 12: what is needed is listed in debian/control alone.

PREFIX ?= /usr/local
JOBS ?= $(shell nproc)
SITE ?= scripts/demo

.PHONY: run test install deb packages release asan tsan fuzz bench soak format tidy clean

run: release
	build/release/cli/tipring run $(SITE)

# Builds what .ci/test runs.
test: packages
	cmake --preset asan && cmake --build --preset asan -j $(JOBS)
	cmake --preset release && cmake --build --preset release -j $(JOBS) --target tipring tipring_prompts
	cmake --preset tsan && cmake --build --preset tsan -j $(JOBS) --target tsan_tests
	cmake --preset fuzz && cmake --build --preset fuzz -j $(JOBS) --target fuzzers
	.ci/test

release: packages
	cmake --preset release && cmake --build --preset release -j $(JOBS) --target tipring tipring_prompts tipring_man

asan: packages
	cmake --preset asan && cmake --build --preset asan -j $(JOBS)

tsan: packages
	cmake --preset tsan && cmake --build --preset tsan -j $(JOBS) --target tsan_tests

install: release
	cmake --install build/release --prefix $(PREFIX)

# A package with a service of systemd, in build/deb.
deb: packages
	rm -rf build/deb && mkdir -p build/deb/tipring
	git archive HEAD | tar -x -C build/deb/tipring
	cd build/deb/tipring && dpkg-buildpackage -b -us -uc

# As long as you like: SECONDS_EACH for each target.
SECONDS_EACH ?= 600
fuzz: packages
	cmake --preset fuzz && cmake --build --preset fuzz -j $(JOBS) --target fuzzers
	tests/fuzz/long $(SECONDS_EACH)

# Tipring beside Kamailio and rtpengine; BENCH="--only relay" for a part, see tests/bench/run --help.
bench: release
	cmake --build --preset release -j $(JOBS) --target relay_load decisions_bench matching_bench records_bench
	tests/bench/run $(BENCH)

# 10,000,000 events in the queues, then 100,000 calls and 50,000 registrations; STORMS=50 and SOAK="--calls 2000 --rate 20" for a
# short one, see tests/soak/run --help.
STORMS ?= 5000
soak: release
	cmake --build --preset release -j $(JOBS) --target runtime_queue_test
	TIPRING_STORMS=$(STORMS) build/release/tests/unit/runtime/queue/runtime_queue_test --gtest_filter='*Storm*'
	tests/soak/run $(SOAK)

format:
	git ls-files '*.h' '*.cpp' | xargs clang-format -i

tidy: packages
	cmake --preset tidy
	git ls-files '*.cpp' | grep -v '^tests/' | xargs -P $(JOBS) -n 4 clang-tidy -p build/tidy --quiet

packages:
	@.ci/packages

clean:
	rm -rf build
