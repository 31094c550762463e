#include "adapters/sip/dialog_request.h"

#include "adapters/sip/next_hop.h"

namespace tipring::sip {

Request request_in(const Dialog& dialog, const DialogWay& way, const std::string& method, std::uint32_t cseq) {
  const RequestRoute route = route_of(dialog);
  Request request;
  request.method = method;
  request.uri = route.request_uri;
  request.local = way.local;
  request.headers = "From: " + dialog.local + ";tag=" + dialog.local_tag + "\r\nTo: " + dialog.remote +
                    (dialog.remote_tag.empty() ? "" : ";tag=" + dialog.remote_tag) +
                    "\r\nCall-ID: " + dialog.call_id + "\r\nCSeq: " + std::to_string(cseq) + " " + method +
                    "\r\n";
  for (const auto& hop : route.routes)
    request.headers += "Route: " + hop + "\r\n";

  // A connection that the peer opened is often the only way back to it.
  if (route.routes.empty()) request.connection = way.connection;
  const std::string& hop_uri = route.routes.empty() ? route.request_uri : route.routes.front();
  const auto question = host_question_of(hop_uri);
  const auto hop = next_hop_of(question, hop_uri);
  Endpoint next = hop ? hop->endpoint : Endpoint{};
  if (hop && !hop->transport_named) next.transport = way.local.transport;
  // A host given by name is not looked up, and one that does not know its own address is not believed: the peer
  // is where its messages came from.
  request.destination = hop && !(way.through_nat && route.routes.empty())
                            ? destination_uri(next)
                            : "sip:" + way.peer + ";transport=" + way.local.transport;
  // An address in the peer's Contact stands for the peer; a name there speaks for itself.
  request.certificate_name = question && !question->is_numeric ? question->host : way.certificate_name;
  return request;
}

}  // namespace tipring::sip
