(function () {
  var changes = Array.from(document.querySelectorAll(".change"));
  var marks = document.getElementById("marks");
  function toggle() {
    var off = document.body.classList.toggle("unmarked");
    if (marks) marks.setAttribute("aria-pressed", String(!off));
  }
  function go(step) {
    var here = changes.indexOf(document.activeElement.closest(".change"));
    var next = changes[Math.max(0, Math.min(changes.length - 1, here < 0 ? 0 : here + step))];
    if (!next) return;
    for (var at = next.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }
  if (marks) marks.addEventListener("click", toggle);
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "m") toggle();
  });
})();
