/* Ends alerts where a page stays open or was kept by the browser. Each says in data-expires when;
   without script its words say so. Its HTML is components/alert-list.html. */
(function () {
  "use strict";

  const alerts = Array.from(document.querySelectorAll("[data-expires]"));
  const calm = document.querySelector("[data-no-alert]");
  if (!alerts.length || !calm) return;

  const longest = 60000; // a timer sleeps with the phone
  let timer;

  function look() {
    clearTimeout(timer);
    const now = Date.now();
    const left = alerts.map((alert) => Date.parse(alert.dataset.expires) - now);
    alerts.forEach((alert, n) => {
      alert.hidden = left[n] <= 0;
    });
    const inForce = left.filter((time) => !(time <= 0)); // one that cannot be read stays
    calm.hidden = inForce.length > 0;
    if (inForce.length) timer = setTimeout(look, Math.min(longest, ...inForce) || longest);
  }

  document.addEventListener("visibilitychange", look);
  window.addEventListener("pageshow", look);
  look();
})();
