namespace Realtime.SipGateway.Webhooks;

/// <summary>What happens to a claimed webhook after its answer (<see cref="CallAdmission.DecideAsync"/>).</summary>
internal delegate Task AdmissionWork(AdmissionRequest request);
