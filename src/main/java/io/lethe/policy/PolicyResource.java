package io.lethe.policy;

import io.lethe.access.Caller;
import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Policies and their versions. The document, with the parameters of its methods, is for officers,
 * security and auditors alone.
 */
@Path("/api/v1/policies")
@Tag(name = "Policies")
@RolesAllowed({Role.Name.PRODUCT, Role.Name.PRIVACY_OFFICER, Role.Name.SECURITY, Role.Name.AUDITOR})
public class PolicyResource {

  private static final String YAML = "application/yaml";
  private static final int MOST = 500;

  private final PolicyService policies;
  private final PolicyPreparation preparation;
  private final PolicyCatalog catalog;
  private final Callers callers;

  PolicyResource(
      PolicyService policies,
      PolicyPreparation preparation,
      PolicyCatalog catalog,
      Callers callers) {
    this.policies = policies;
    this.preparation = preparation;
    this.catalog = catalog;
    this.callers = callers;
  }

  /** Every policy: its active version, or its newest when none is active. */
  @GET
  @Operation(summary = "Policies with their findings: the active version of each, or the newest")
  public Page list(
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @DefaultValue("100") int limit) {
    Caller caller = reader();
    int count = Math.max(1, Math.min(limit, MOST));
    List<PolicyView> items =
        catalog.names().stream()
            .filter(name -> name.compareTo(after) > 0 && caller.coversPolicy(name))
            .limit(count)
            .map(name -> PolicyView.of(current(name)))
            .toList();
    return new Page(items, items.size() < count ? null : items.get(count - 1).policy());
  }

  /** The schema of documents. */
  @GET
  @Path("/schema")
  @Produces("application/schema+json")
  @Operation(summary = "The JSON Schema of policy documents, for editors")
  public String schema() {
    reader();
    return PolicySchema.text();
  }

  /** The versions of one policy. */
  @GET
  @Path("/{policy}")
  @Operation(summary = "The versions of a policy, the oldest first")
  public Page versions(@PathParam("policy") String policy) {
    covered(reader(), policy);
    List<PolicyView> items = catalog.versions(policy).stream().map(PolicyView::of).toList();
    if (items.isEmpty()) {
      throw new ServiceException(ErrorCode.NOT_FOUND, "there is no such policy");
    }
    return new Page(items, null);
  }

  /** One version. */
  @GET
  @Path("/{policy}/versions/{version}")
  @Operation(summary = "One version with its findings, approval, notices and recomputation")
  public Uni<PolicyView> version(
      @PathParam("policy") String policy, @PathParam("version") int version) {
    covered(reader(), policy);
    return view(policy, version);
  }

  private Uni<PolicyView> view(String policy, int version) {
    return policies
        .publication(policy, version)
        .map(publication -> PolicyView.of(catalog.version(policy, version), publication));
  }

  /** The text of one version. */
  @GET
  @Path("/{policy}/versions/{version}/document")
  @Produces(YAML)
  @RolesAllowed({Role.Name.PRIVACY_OFFICER, Role.Name.SECURITY, Role.Name.AUDITOR})
  @Operation(summary = "The YAML document of one version, as it was saved")
  public Uni<String> document(
      @PathParam("policy") String policy, @PathParam("version") int version) {
    covered(callers.current().as(Role.PRIVACY_OFFICER, Role.SECURITY, Role.AUDITOR), policy);
    return policies.yaml(policy, version);
  }

  /** Stores a document as a draft. */
  @POST
  @Consumes({YAML, "text/yaml", "application/x-yaml", MediaType.TEXT_PLAIN})
  @ResponseStatus(201)
  @APIResponse(
      responseCode = "201",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = PolicyView.class)))
  @RolesAllowed(Role.Name.PRIVACY_OFFICER)
  @Operation(summary = "Saves a YAML document as the next version; answers every finding")
  public Uni<PolicyView> save(@NotBlank String body) {
    return policies.save(officer(), body).map(PolicyView::of);
  }

  /** Activates a draft. */
  @POST
  @Path("/{policy}/versions/{version}/activate")
  @RolesAllowed(Role.Name.PRIVACY_OFFICER)
  @Operation(summary = "Activates a draft; the version before it is retired")
  public Uni<PolicyView> activate(
      @PathParam("policy") String policy, @PathParam("version") int version) {
    covered(officer(), policy);
    return policies.activate(officer(), policy, version).chain(activated -> view(policy, version));
  }

  /** Approves a draft. */
  @POST
  @Path("/{policy}/versions/{version}/approve")
  @RolesAllowed(Role.Name.PRIVACY_OFFICER)
  @Operation(summary = "Approves a draft that is stricter; not by its author")
  public Uni<PolicyView> approve(
      @PathParam("policy") String policy, @PathParam("version") int version) {
    covered(officer(), policy);
    return preparation.approve(officer(), policy, version).chain(() -> view(policy, version));
  }

  /** Records a notice. */
  @POST
  @Path("/{policy}/versions/{version}/notices")
  @ResponseStatus(201)
  @APIResponse(
      responseCode = "201",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = NoticeView.class)))
  @RolesAllowed(Role.Name.PRIVACY_OFFICER)
  @Operation(summary = "Records that subjects were notified of a draft")
  public Uni<NoticeView> notified(
      @PathParam("policy") String policy,
      @PathParam("version") int version,
      @Valid @NotNull NoticeInput body) {
    covered(officer(), policy);
    return preparation.notified(officer(), policy, version, body).map(NoticeView::of);
  }

  private PolicyVersion current(String policy) {
    List<PolicyVersion> versions = catalog.versions(policy);
    return catalog.active(policy).orElseGet(() -> versions.get(versions.size() - 1));
  }

  private Caller reader() {
    return callers.current().as(Role.PRODUCT, Role.PRIVACY_OFFICER, Role.SECURITY, Role.AUDITOR);
  }

  private Caller officer() {
    return callers.current().as(Role.PRIVACY_OFFICER);
  }

  private static void covered(Caller caller, String policy) {
    if (!caller.coversPolicy(policy)) {
      throw new ServiceException(ErrorCode.NOT_FOUND, "there is no such policy");
    }
  }

  /** A page; {@code next} is the policy to continue after. */
  @Schema(name = "PolicyPage")
  record Page(List<PolicyView> items, @Nullable String next) {}
}
