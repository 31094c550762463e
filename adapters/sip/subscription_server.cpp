#include "adapters/sip/subscription_server.h"

#include <algorithm>
#include <utility>

#include <sofia-sip/sip.h>
#include <strings.h>

#include "adapters/sip/header_text.h"
#include "adapters/sip/next_hop.h"
#include "adapters/sip/sofia_text.h"

namespace tipring::sip {
namespace {

constexpr Duration shortest = std::chrono::minutes(1);
constexpr Duration longest = std::chrono::hours(1);

std::string_view name_of(EventPackage package) {
  return package == EventPackage::dialog ? "dialog" : "message-summary";
}

}  // namespace

struct SubscriptionServer::Watch {
  std::string key;
  EventPackage package = EventPackage::dialog;
  std::string phone;
  std::string watcher;
  std::string entity;    // URI of the phone, as the watcher names it.
  std::string event_id;  // ";id=7", or nothing.
  std::string contact;
  Dialog dialog;
  DialogWay way;
  ConnectionRef connection;
  Subscription subscription;
  std::optional<Instant> due;  // As it stands in due_.
  std::unique_ptr<ResponseHandler> notifies;
  OutgoingHandle notify;
};

class SubscriptionServer::Notifies final : public ResponseHandler {
 public:
  Notifies(SubscriptionServer& server, Watch& watch) : server_(server), watch_(watch) {}
  void on_response(nta_outgoing_t* /*transaction*/, int status, const sip_t* /*response*/) override {
    if (status < 200) return;
    watch_.subscription.answered(status);
    server_.schedule(watch_);
  }

 private:
  SubscriptionServer& server_;
  Watch& watch_;
};

SubscriptionServer::SubscriptionServer(SipStack& stack, RunLoop& loop, Sources sources)
    : stack_(stack), loop_(loop), sources_(std::move(sources)) {}

SubscriptionServer::~SubscriptionServer() {
  loop_.cancel(timer_);
}

std::optional<EventPackage> SubscriptionServer::package_of(const sip_t& request) {
  const char* type = request.sip_event != nullptr ? request.sip_event->o_type : nullptr;
  if (type == nullptr) return std::nullopt;
  for (const auto package : {EventPackage::dialog, EventPackage::message_summary}) {
    if (strcasecmp(type, std::string(name_of(package)).c_str()) == 0) return package;
  }
  return std::nullopt;
}

SubscriptionServer::Granted SubscriptionServer::grant(const sip_t& request) {
  if (request.sip_expires == nullptr) return {200, longest};
  const Duration asked = std::chrono::seconds(request.sip_expires->ex_delta);
  if (asked > Duration::zero() && asked < shortest) return {423, {}};
  return {200, std::min(asked, longest)};
}

void SubscriptionServer::refuse_brief(nta_incoming_t* transaction) {
  stack_.reply(transaction, {423, "", "Min-Expires: " + seconds_text(shortest) + "\r\n", ""});
}

void SubscriptionServer::take(IncomingHandle transaction, const sip_t& request, Arrival arrival,
                              const std::string& watcher, const std::string& phone) {
  const Granted granted = grant(request);
  if (granted.status == 423) return refuse_brief(transaction.get());
  if (request.sip_contact == nullptr || of_watcher_[watcher] >= most_of_phone) {
    const bool too_many = request.sip_contact != nullptr;
    stack_.reply(transaction.get(), {too_many ? 403 : 400,
                                     too_many ? "Too Many Subscriptions" : "Missing Contact Header", "", ""});
    return;
  }
  auto watch = std::make_unique<Watch>();
  watch->package = *package_of(request);
  watch->phone = phone;
  watch->watcher = watcher;
  watch->entity = uri_text(request.sip_request->rq_url);
  if (request.sip_event->o_id != nullptr) watch->event_id = ";id=" + one_line(request.sip_event->o_id);
  watch->contact = contact_uri(arrival.local, phone);
  watch->way.local = arrival.local;
  watch->way.peer = arrival.origin.address;
  watch->way.through_nat = is_behind_nat(request, arrival.origin.ip);
  watch->connection = std::move(arrival.connection);
  Dialog& dialog = watch->dialog;
  dialog.call_id = request.sip_call_id->i_id;
  dialog.local_tag = stack_.new_token();
  dialog.remote_tag = request.sip_from->a_tag != nullptr ? request.sip_from->a_tag : "";
  dialog.local = name_addr_text(request.sip_to);
  dialog.remote = name_addr_text(request.sip_from);
  dialog.remote_target = contact_of(request);
  dialog.route_set = record_route_of(request);
  dialog.remote_cseq = request.sip_cseq->cs_seq;
  watch->notifies = std::make_unique<Notifies>(*this, *watch);
  nta_incoming_tag(transaction.get(), dialog.local_tag.c_str());
  ++of_watcher_[watcher];
  watch->key = dialog_key(dialog);
  about_[{watch->package, phone}].insert(watch->key);
  Watch& kept = *(watches_[watch->key] = std::move(watch));
  answer(transaction.get(), kept, granted.expires);
}

IncomingHandle SubscriptionServer::renew(IncomingHandle transaction, const sip_t& request) {
  const auto found = watches_.find(std::string(request.sip_call_id->i_id) + "\n" + request.sip_to->a_tag);
  const char* from_tag = request.sip_from->a_tag;
  if (found == watches_.end() || found->second->dialog.remote_tag != (from_tag != nullptr ? from_tag : ""))
    return transaction;
  Watch& watch = *found->second;
  if (!take_remote_cseq(watch.dialog, request.sip_cseq->cs_seq)) {
    stack_.reply(transaction.get(), {500, "CSeq Out Of Order", "", ""});
    return nullptr;
  }
  const Granted granted = grant(request);
  if (granted.status == 423) {
    refuse_brief(transaction.get());
    return nullptr;
  }
  if (request.sip_contact != nullptr) watch.dialog.remote_target = contact_of(request);
  answer(transaction.get(), watch, granted.expires);
  return nullptr;
}

void SubscriptionServer::answer(nta_incoming_t* transaction, Watch& watch, Duration expires) {
  stack_.reply(transaction,
               {200, "", "Contact: <" + watch.contact + ">\r\nExpires: " + seconds_text(expires) + "\r\n", ""});
  watch.subscription.subscribe(expires, loop_.clock().now());
  schedule(watch);
}

void SubscriptionServer::listeners_changed() {
  const std::vector<Endpoint>& stay = stack_.endpoints();
  for (const auto& [key, watch] : watches_) {
    if (std::ranges::find(stay, watch->way.local) != stay.end()) continue;
    watch->subscription.deactivate(loop_.clock().now());
    schedule(*watch);
  }
}

void SubscriptionServer::show_waiting(const std::string& phone, MessagesWaiting waiting) {
  waiting_[phone] = waiting;
  changed(EventPackage::message_summary, phone);
}

void SubscriptionServer::changed(EventPackage package, const std::string& phone) {
  const auto found = about_.find({package, phone});
  if (found == about_.end()) return;
  for (const std::string& key : found->second) {
    Watch& watch = *watches_.at(key);
    watch.subscription.changed();
    schedule(watch);
  }
}

void SubscriptionServer::schedule(Watch& watch) {
  if (watch.due) due_.erase({*watch.due, watch.key});
  watch.due = watch.subscription.is_over() ? loop_.clock().now() : watch.subscription.deadline();
  if (watch.due) due_.emplace(*watch.due, watch.key);
  set_timer();
}

// What is told is how things stand once they are settled: as an event of the loop.
void SubscriptionServer::set_timer() {
  loop_.cancel(timer_);
  timer_ = {};
  if (due_.empty()) return;
  const Duration wait = std::max(due_.begin()->first - loop_.clock().now(), Duration::zero());
  timer_ = loop_.after_standing(wait, [this] { proceed(); });
}

void SubscriptionServer::proceed() {
  timer_ = {};
  const Instant now = loop_.clock().now();
  while (!due_.empty() && due_.begin()->first <= now)
    proceed_with(std::string(due_.begin()->second));
  set_timer();
}

void SubscriptionServer::proceed_with(const std::string& key) {
  Watch& watch = *watches_.at(key);
  due_.erase(due_.begin());
  watch.due.reset();
  if (!watch.subscription.is_over()) {
    if (const auto notification = watch.subscription.take(loop_.clock().now())) notify(watch, *notification);
    return schedule(watch);
  }
  auto about = about_.find({watch.package, watch.phone});
  about->second.erase(key);
  if (about->second.empty()) about_.erase(about);
  if (--of_watcher_[watch.watcher] == 0) of_watcher_.erase(watch.watcher);
  watches_.erase(key);
}

void SubscriptionServer::notify(Watch& watch, const Subscription::Notification& notification) {
  watch.way.connection = watch.connection.usable();
  Request request = request_in(watch.dialog, watch.way, "NOTIFY", ++watch.dialog.local_cseq);
  request.headers +=
      "Contact: <" + watch.contact + ">\r\nEvent: " + std::string(name_of(watch.package)) + watch.event_id +
      "\r\nSubscription-State: " +
      (notification.left > Duration::zero() ? "active;expires=" + seconds_text(notification.left)
                                            : "terminated;reason=" + std::string(notification.reason)) +
      "\r\n";
  if (watch.package == EventPackage::dialog) {
    request.content_type = "application/dialog-info+xml";
    request.body = dialog_info(watch.entity, notification.version, sources_.dialogs(watch.phone));
  } else {
    request.content_type = "application/simple-message-summary";
    request.body = message_summary(watch.entity, waiting_[watch.phone]);
  }
  watch.notify = stack_.send(request, watch.notifies.get());
  if (watch.notify == nullptr) watch.subscription.answered(503);
}

}  // namespace tipring::sip
