#pragma once

#include <memory>

#include <sndfile.h>

namespace tipring::rtp {

struct SndfileCloser {
  void operator()(SNDFILE* file) const { sf_close(file); }
};

/// Owns an open file of libsndfile.
using SndfileHandle = std::unique_ptr<SNDFILE, SndfileCloser>;

}  // namespace tipring::rtp
