#pragma once

#include <memory>

#include <curl/curl.h>

namespace tipring::http {

struct EndMulti {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct EndEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct EndList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct EndUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct EndText {
  void operator()(char* text) const { curl_free(text); }
};

using MultiHandle = std::unique_ptr<CURLM, EndMulti>;
using EasyHandle = std::unique_ptr<CURL, EndEasy>;
using ListHandle = std::unique_ptr<curl_slist, EndList>;
using UrlHandle = std::unique_ptr<CURLU, EndUrl>;
using TextHandle = std::unique_ptr<char, EndText>;

/// libcurl as a whole: counted, so that each who uses it may hold one.
class Library {
 public:
  Library() { curl_global_init(CURL_GLOBAL_DEFAULT); }
  ~Library() { curl_global_cleanup(); }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
};

}  // namespace tipring::http
