#pragma once

#include <string>
#include <vector>

namespace tipring::wire {

/// What a recording holds: the tones among `hertz`, each as often as it came, in order. Only what fills 200 ms
/// at least counts; what is no such tone, or silent, is left out.
std::vector<int> tones_in(const std::string& wav, const std::vector<int>& hertz);

}  // namespace tipring::wire
