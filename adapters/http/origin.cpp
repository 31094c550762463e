#include "adapters/http/origin.h"

#include "adapters/http/handles.h"

namespace tipring::http {
namespace {

// In lower case: schemes and hosts compare without it.
std::string part(CURLU* url, CURLUPart which) {
  char* text = nullptr;
  curl_url_get(url, which, &text, CURLU_DEFAULT_PORT);
  const TextHandle owned(text);
  std::string result = text != nullptr ? text : "";
  for (char& letter : result) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return result;
}

}  // namespace

Result<std::string> origin_of(const std::string& url) {
  const UrlHandle parsed(curl_url());
  const CURLUcode problem = curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_DISALLOW_USER);
  if (problem != CURLUE_OK)
    return Error{"refused", "the URL \"" + url + "\" is none: " + curl_url_strerror(problem)};
  return part(parsed.get(), CURLUPART_SCHEME) + "://" + part(parsed.get(), CURLUPART_HOST) + ":" +
         part(parsed.get(), CURLUPART_PORT);
}

}  // namespace tipring::http
