-- Inside a dialog by the recorded route, else to the target.
function ksr_request_route()
  if KSR.siputils.has_totag() > 0 then
    if KSR.rr.loose_route() > 0 then KSR.tm.t_relay() end
    return
  end
  if KSR.is_INVITE() then KSR.rr.record_route() end
  KSR.pv.sets("$du", "sip:127.0.0.1:KAMAILIO_TARGET")
  KSR.tm.t_relay()
end
